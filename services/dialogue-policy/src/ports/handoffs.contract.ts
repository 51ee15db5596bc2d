// Any way to the hand-off service: notices in order, an end that ends the following, a loss that is called one.
import { type HandoffNotice, type HandoffRequest, type Handoffs } from './handoffs.port';

export interface HandoffsWorld {
  readonly handoffs: Handoffs;
  /** What the follower is told next, once it follows. */
  script(...next: readonly (HandoffNotice['state'] | 'breaks' | 'is-refused')[]): void;
  readonly cancelled: readonly string[];
}

const request: HandoffRequest = {
  handoffId: 'call-0001-h1',
  tenantId: 'acme',
  callId: 'call-0001',
  reason: 'caller.requested_human',
  queue: 'orders',
  fenceEpoch: 2,
  asOfVersion: 7,
  traceparent: '',
};

export const handoffsContract = (name: string, world: () => HandoffsWorld): void => {
  describe(`${name} as Handoffs`, () => {
    const follow = async () => {
      const states: string[] = [];
      const followed = await world().handoffs.follow(request, ({ state, humanAgent }) =>
        states.push(`${state} ${humanAgent ?? ''}`),
      );
      return { states, followed };
    };

    it('hands over every notice until the end', async () => {
      world().script('queued', 'offered', 'accepted', 'bridged', 'completed');
      const { states, followed } = await follow();
      expect(states).toEqual(['queued Ana', 'offered Ana', 'accepted Ana', 'bridged Ana', 'completed Ana']);
      expect(followed).toEqual({ kind: 'ended' });
    });

    it.each(['abandoned', 'failed', 'no-agent'] as const)('takes %s for an end', async (state) => {
      world().script(state);
      expect(await follow()).toEqual({ states: [`${state} Ana`], followed: { kind: 'ended' } });
    });

    it('calls a broken stream lost, and keeps what came before', async () => {
      world().script('queued', 'breaks');
      expect(await follow()).toEqual({ states: ['queued Ana'], followed: { kind: 'lost' } });
    });

    it('names a refusal', async () => {
      world().script('is-refused');
      expect((await follow()).followed).toEqual({ kind: 'refused', code: 'not_found' });
    });

    it('takes a request back', async () => {
      expect(await world().handoffs.cancel('call-0001-h1', 'caller-left')).toBe(true);
      expect(world().cancelled).toContain('call-0001-h1');
    });
  });
};
