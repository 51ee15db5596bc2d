// Any way to the tool gateway: an outcome comes as it was told, a refusal by its name, and what is lost is called lost.
import { type ActionRequest, type Actions } from './actions.port';

export type ScriptedAction =
  'succeeds' | 'is-unknown' | 'is-refused' | 'is-too-late' | 'breaks' | 'is-silent';

export interface ActionsWorld {
  readonly actions: Actions;
  /** What the gateway does with the next request. */
  script(next: ScriptedAction): void;
}

const request: ActionRequest = {
  actionId: 'call-0001-a1',
  tenantId: 'acme',
  callId: 'call-0001',
  tool: 'cancel_order',
  argsJson: '{"order":"49112"}',
  toolHash: 'h',
  argsDigest: 'd',
  epoch: 1,
  deadlineAt: Date.UTC(2026, 4, 1),
  causeId: 'in-1',
  traceparent: '',
};
const MS_MAX = 2_000;

export const actionsContract = (name: string, world: () => ActionsWorld): void => {
  describe(`${name} as Actions`, () => {
    it('tells an outcome with its result, receipt and proof', async () => {
      world().script('succeeds');
      expect(await world().actions.execute(request, MS_MAX)).toEqual({
        kind: 'settled',
        outcome: 'succeeded',
        result: { status: 'cancelled' },
        receipt: 'CX-1',
        proof: 'response',
        idempotencyKey: 'key',
      });
    });

    it('keeps unknown apart from failed', async () => {
      world().script('is-unknown');
      expect(await world().actions.execute(request, MS_MAX)).toMatchObject({
        outcome: 'unknown',
        proof: 'none',
        errorCode: 'timeout',
      });
    });

    it.each([
      ['is-refused', 'confirmation_void'],
      ['is-too-late', 'too_late'],
    ] as const)('names the refusal where the action %s', async (next, code) => {
      world().script(next);
      expect(await world().actions.execute(request, MS_MAX)).toEqual({ kind: 'refused', code });
    });

    it('calls a broken stream lost', async () => {
      world().script('breaks');
      expect(await world().actions.execute(request, MS_MAX)).toEqual({ kind: 'lost' });
    });

    it('waits no longer than it is told to', async () => {
      world().script('is-silent');
      expect(await world().actions.execute(request, 50)).toEqual({ kind: 'lost' });
    });

    it('says how the actions of a fenced call stand', async () => {
      world().script('is-silent');
      await world().actions.execute(request, 50);
      const fenced = await world().actions.fence({ tenantId: 'acme', callId: 'call-0001', epoch: 2 }, MS_MAX);
      expect(fenced?.at(-1)).toEqual({ actionId: 'call-0001-a1', state: 'unknown' });
    });
  });
};
