// The table of the hand-off's life held against itself and against the decider on random walks.
import { isClearTimer, isSetTimer } from '@trunkline/event-sourcing';
import * as fc from 'fast-check';
import { type HandoffTerms } from './events';
import { handoffDecider } from './handoff';
import { type HandoffInput } from './inputs';
import { isOver, lifeCycle, type HandoffStatus } from './life-cycle';
import { type StatusesAgree } from './state';

const statuses = Object.keys(lifeCycle) as (keyof typeof lifeCycle)[];

describe('the table', () => {
  it('names the statuses that the state has', () => {
    const agree: StatusesAgree = true;
    expect(agree).toBe(true);
  });

  it.each(statuses)('%s has a timer, or nothing leaves it', (status) => {
    expect(lifeCycle[status].timer === undefined).toBe(isOver(status));
  });

  it('leads from every status to an end', () => {
    const ends = (status: HandoffStatus, seen: readonly HandoffStatus[]): boolean =>
      isOver(status) ||
      (status !== 'unknown' &&
        lifeCycle[status].to.some((next) => !seen.includes(next) && ends(next, [...seen, next])));
    expect(statuses.filter((status) => !ends(status, [status]))).toEqual([]);
  });
});

const terms: HandoffTerms = {
  freezeMsMax: 2_000,
  waitMsMax: 30_000,
  offerMsMax: 5_000,
  bridgeMsMax: 8_000,
  talkMsMax: 60_000,
  wrapUpMsMax: 20_000,
  offersMax: 4,
  bridgesMax: 2,
};
const agent = fc.constantFrom('ana', 'ben', 'cem');
const offerId = fc.integer({ min: 0, max: 6 }).map((n) => `offer-${n}`);
/** Something to be told, and how long after the last. The timer that is due is told by the walk itself. */
const told = fc.tuple(
  fc.oneof(
    fc.record({
      type: fc.constant('NotePacket'),
      packetId: fc.constant('p'),
      digest: fc.constantFrom('a', 'b'),
    }),
    fc.record({ type: fc.constant('NotePacketFailed'), cause: fc.constant('x') }),
    fc.record({
      type: fc.constant('RevisePacket'),
      digest: fc.constantFrom('a', 'b', 'c'),
      asOfVersion: fc.nat(9),
    }),
    fc.record({ type: fc.constant('MakeOffer'), offerId, agentId: agent, agentName: agent, sipUri: agent }),
    fc.record({
      type: fc.constant('NoteNoAgent'),
      cause: fc.constantFrom('all_busy', 'none_logged_in', 'all_excluded'),
    }),
    fc.record({ type: fc.constant('AcceptOffer'), offerId, agentId: agent }),
    fc.record({ type: fc.constant('DeclineOffer'), offerId, agentId: agent, because: fc.constant('other') }),
    fc.record({
      type: fc.constant('NoteBridge'),
      bridgeId: offerId,
      state: fc.constantFrom('ringing', 'bridged', 'failed', 'ended'),
      cause: fc.constantFrom('sip-486', 'agent-hung-up', 'caller-left'),
    }),
    fc.record({ type: fc.constant('CancelHandoff'), reason: fc.constant('caller-left') }),
    fc.record({
      type: fc.constant('CompleteWrapUp'),
      agentId: agent,
      disposition: fc.constant('resolved'),
      rating: fc.constant('clear'),
      callerRepeated: fc.boolean(),
    }),
    fc.record({ type: fc.constant('Wait') }),
  ),
  fc.integer({ min: 1, max: 4_000 }),
);

/** Plays a decider with its timers in virtual time, as a host does. */
class Walk {
  state = handoffDecider.initial;
  readonly timers = new Map<string, number>();
  readonly seen: [HandoffStatus, HandoffStatus][] = [];
  now = 1_000;
  private step = 0;

  tell(input: object): void {
    this.step += 1;
    const whole = { asOfVersion: 1, ...input, inputId: `in-${this.step}`, at: this.now } as HandoffInput;
    for (const event of handoffDecider.decide(this.state, whole)) {
      const before = this.state.status;
      this.state = handoffDecider.evolve(this.state, event);
      if (before !== this.state.status) this.seen.push([before, this.state.status]);
      for (const effect of handoffDecider.effects(event)) {
        if (isSetTimer(effect)) this.timers.set(effect.timerId, effect.dueAt);
        if (isClearTimer(effect)) this.timers.delete(effect.timerId);
      }
    }
  }

  passTo(at: number): void {
    for (let next = this.nextTimer(at); next; next = this.nextTimer(at)) {
      const [timerId, dueAt] = next;
      this.timers.delete(timerId);
      this.now = Math.max(this.now, dueAt);
      this.tell({ type: 'TimerFired', timerId, answers: 'x' });
    }
    this.now = at;
  }

  private nextTimer(at: number): [string, number] | undefined {
    return [...this.timers].filter(([, dueAt]) => dueAt <= at).sort((a, b) => a[1] - b[1])[0];
  }
}

const start = (): Walk => {
  const walk = new Walk();
  const ids = { handoffId: 'handoff-1', callId: 'call-0001', tenantId: 'shop', queue: 'q', fenceEpoch: 1 };
  walk.tell({ type: 'RequestHandoff', ...ids, reason: 'tool.in_doubt', traceparent: '', terms });
  return walk;
};

describe('a walk of the decider', () => {
  it('takes only steps of the table, and always has the timer of its status armed', () => {
    fc.assert(
      fc.property(fc.array(told, { maxLength: 40 }), (script) => {
        const walk = start();
        for (const [input, waitMs] of script) {
          walk.passTo(walk.now + waitMs);
          if (input.type !== 'Wait') walk.tell(input);
          const { status } = walk.state;
          const timer = status === 'unknown' ? undefined : lifeCycle[status].timer;
          if (timer !== undefined) expect([...walk.timers.keys()]).toContain(timer);
        }
        for (const [from, to] of walk.seen) {
          if (from !== 'unknown') expect(lifeCycle[from].to).toContain(to);
        }
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  it('comes to an end by its timers alone, whatever was told before', () => {
    fc.assert(
      fc.property(fc.array(told, { maxLength: 25 }), (script) => {
        const walk = start();
        for (const [input, waitMs] of script) {
          walk.passTo(walk.now + waitMs);
          walk.tell(input);
        }
        walk.passTo(walk.now + 10 * 60_000);
        expect(isOver(walk.state.status)).toBe(true);
        expect([...walk.timers]).toEqual([]);
      }),
      { numRuns: 300, seed: 8 },
    );
  });
});
