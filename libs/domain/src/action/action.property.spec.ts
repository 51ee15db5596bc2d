// Over any tool, any crash and any fence: one effect at most, and no outcome that the tool's own ledger contradicts.
import { fold } from '@trunkline/event-sourcing';
import fc from 'fast-check';
import {
  actionDecider,
  evolve,
  lifeCycle,
  type Action,
  type ActionEffect,
  type ActionEvent,
  type ActionInput,
  type ActionTerms,
  type EffectClass,
} from './index';

const IN_FLIGHT_MS_MAX = 10_000;
const RUNS = 3_000;

const move: fc.Arbitrary<ToolMove> = fc.oneof(
  fc.record({ kind: fc.constant('ok' as const), answerMs: fc.integer({ min: 2, max: 12_000 }) }),
  fc.record({ kind: fc.constant('unreachable' as const) }),
  fc.record({ kind: fc.constant('fail-before-commit' as const) }),
  fc.record({ kind: fc.constant('commit-no-answer' as const) }),
  fc.record({
    kind: fc.constant('commit-late' as const),
    lateMs: fc.integer({ min: 1, max: IN_FLIGHT_MS_MAX }),
  }),
  fc.record({ kind: fc.constant('reject' as const), answerMs: fc.integer({ min: 2, max: 5_000 }) }),
);

const script: fc.Arbitrary<Script> = fc.record(
  {
    effect: fc.constantFrom(
      'read' as const,
      'reversible' as const,
      'irreversible' as const,
      'irreversible' as const,
    ),
    terms: fc.record({
      attemptsMax: fc.integer({ min: 1, max: 3 }),
      attemptMsMax: fc.integer({ min: 200, max: 8_000 }),
      inFlightMsMax: fc.constant(IN_FLIGHT_MS_MAX),
      lookupAtMs: fc.uniqueArray(fc.integer({ min: 100, max: 15_000 }), { maxLength: 4 }),
      hasLookup: fc.boolean(),
      isKeyed: fc.boolean(),
    }),
    patienceMs: fc.integer({ min: 500, max: 30_000 }),
    moves: fc.array(move, { minLength: 1, maxLength: 3 }),
    lookupFails: fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }),
    crashAt: fc.uniqueArray(fc.integer({ min: 1, max: 8 }), { maxLength: 2 }),
    fenceAtMs: fc.integer({ min: 0, max: 15_000 }),
    noticeMs: fc.constantFrom(0, 0, 400, 3_000),
    isCallOver: fc.boolean(),
  },
  {
    requiredKeys: [
      'effect',
      'terms',
      'patienceMs',
      'moves',
      'lookupFails',
      'crashAt',
      'noticeMs',
      'isCallOver',
    ],
  },
);

const ofType = <T extends ActionEvent['type']>(told: Told, type: T): Extract<ActionEvent, { type: T }>[] =>
  told.events.filter((event): event is Extract<ActionEvent, { type: T }> => event.type === type);

/** A refusal after an ambiguous send of the same key must not be believed (the bug that a careful design had). */
const always = (holds: (told: Told, script: Script) => void): void =>
  fc.assert(
    fc.property(script, (drawn) => holds(play(drawn), drawn)),
    { seed: 47_112, numRuns: RUNS },
  );

describe('for any tool, an action', () => {
  it('takes effect at most once (TOOL-1)', () => {
    always((told) => expect(told.commits.length).toBeLessThanOrEqual(1));
  });

  it('is settled exactly once, and its stream ends (TOOL-4)', () => {
    always((told) => {
      expect(ofType(told, 'ActionSettled')).toHaveLength(1);
      expect(ofType(told, 'ActionReconciled').length).toBeLessThanOrEqual(1);
      expect(actionDecider.isFinal(told.state)).toBe(true);
    });
  });

  it('is sent again after an ambiguous attempt only with an equal key, unless it only reads (TOOL-5)', () => {
    always((told, { terms, effect }) => {
      const doubtAt = told.events.findIndex(
        (event) => event.type === 'AttemptResult' && event.class === 'ambiguous',
      );
      const later = told.events.slice(doubtAt + 1).filter((event) => event.type === 'AttemptStarted');
      if (doubtAt < 0 || effect === 'read' || later.length === 0) return;
      expect(terms.isKeyed).toBe(true);
      expect(new Set(ofType(told, 'AttemptStarted').map(({ keyHash }) => keyHash)).size).toBe(1);
    });
  });

  it('fails only with a proof: nothing sent, a first refusal, or absent after the horizon (TOOL-6)', () => {
    always((told, { effect }) => {
      const [settled] = ofType(told, 'ActionSettled');
      if (settled?.outcome !== 'failed' || effect === 'read') return;
      const isAmbiguous = ofType(told, 'AttemptResult').some((result) => result.class === 'ambiguous');
      if (settled.proof !== 'lookup') return expect(isAmbiguous).toBe(false);
      const [last] = ofType(told, 'LookupStarted').slice(-1);
      const [attempt] = ofType(told, 'AttemptStarted').slice(-1);
      expect((last?.at ?? 0) - (attempt?.at ?? 0)).toBeGreaterThanOrEqual(IN_FLIGHT_MS_MAX);
    });
  });

  it('is never called failed when the ledger has it, nor done when it has not (TRUTH-1, TRUTH-2)', () => {
    always((told, { effect }) => {
      if (effect === 'read') return;
      for (const { outcome } of [...ofType(told, 'ActionSettled'), ...ofType(told, 'ActionReconciled')]) {
        if (outcome === 'failed') expect(told.commits).toEqual([]);
        if (outcome === 'succeeded') expect(told.commits).toHaveLength(1);
      }
    });
  });

  it('has a person on it when nobody else can find out (TOOL-10)', () => {
    always((told, { isCallOver }) => {
      const [settled] = ofType(told, 'ActionSettled');
      if (settled?.outcome !== 'unknown') return;
      const isKnown = ofType(told, 'ActionReconciled').length === 1;
      if (isCallOver || !isKnown) expect(ofType(told, 'CaseOpened')).toHaveLength(1);
    });
  });

  it('is not sent after its fence (G1)', () => {
    always((told) => {
      const fencedAt = told.events.findIndex((event) => event.type === 'ActionFenced');
      if (fencedAt < 0) return;
      expect(told.events.slice(fencedAt).filter((event) => event.type === 'AttemptStarted')).toEqual([]);
    });
  });

  it('moves only along its life cycle, and folds the same twice', () => {
    always((told) => {
      let state = actionDecider.initial;
      for (const event of told.events) {
        const next = evolve(state, event);
        const row: readonly string[] = Object.values(lifeCycle[state.status]);
        if (next.status !== state.status) expect(row).toContain(next.status);
        state = next;
      }
      expect(state).toEqual(told.state);
    });
  });

  it('meets every kind of end in these runs, so that the properties above are about something', () => {
    const ends = new Set<string>();
    always((told) => {
      for (const event of told.events) {
        if (event.type === 'ActionSettled' || event.type === 'ActionReconciled')
          ends.add(`${event.type} ${event.outcome} ${event.proof}`);
        if (event.type === 'CaseOpened') ends.add(event.because);
      }
    });
    expect([...ends].sort()).toEqual([
      'ActionReconciled failed lookup',
      'ActionReconciled failed response',
      'ActionReconciled succeeded lookup',
      'ActionReconciled succeeded response',
      'ActionSettled failed lookup',
      'ActionSettled failed none',
      'ActionSettled failed response',
      'ActionSettled succeeded lookup',
      'ActionSettled succeeded response',
      'ActionSettled unknown none',
      'call-ended',
      'exhausted',
      'no-lookup',
    ]);
  });
});

/** What the tool does with one request. A commit `lateMs` after arrival is later than any answer that says nothing. */
type ToolMove =
  | { readonly kind: 'ok'; readonly answerMs: number }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'fail-before-commit' }
  | { readonly kind: 'commit-no-answer' }
  | { readonly kind: 'commit-late'; readonly lateMs: number }
  | { readonly kind: 'reject'; readonly answerMs: number };

interface Script {
  readonly effect: EffectClass;
  readonly terms: ActionTerms;
  readonly patienceMs: number;
  readonly moves: readonly ToolMove[];
  readonly lookupFails: readonly boolean[];
  /** An effect with this ordinal is lost in a crash of the process, and performed again by the next one. */
  readonly crashAt: readonly number[];
  readonly fenceAtMs?: number;
  /** How long a result takes from the wire to the action. */
  readonly noticeMs: number;
  readonly isCallOver: boolean;
}

interface Told {
  readonly events: readonly ActionEvent[];
  readonly state: Action;
  /** Times at which the tool took effect: the only witness. */
  readonly commits: readonly number[];
}

const STEPS_MAX = 500;
const ANSWER_LOOKUP_MS = 40;

const play = (script: Script): Told => new World(script).run();

/** Virtual time, a tool with a ledger of its own, crashes, a fence: everything from a script. */
class World {
  private readonly queue: { at: number; order: number; run: () => void }[] = [];
  private readonly commits: number[] = [];
  private readonly events: ActionEvent[] = [];
  private state: Action = actionDecider.initial;
  private nowMs = 0;
  private order = 0;
  private effectsSeen = 0;
  private requests = 0;
  private lookups = 0;
  private readonly timers = new Map<string, number>();

  constructor(private readonly script: Script) {}

  run(): Told {
    const { effect, terms, patienceMs, fenceAtMs } = this.script;
    const about = {
      actionId: 'a',
      tenantId: 't',
      callId: 'c',
      tool: 'x',
      toolHash: 'h',
      args: {},
      because: 'i',
    };
    const bound = { argsDigest: 'd', keyHash: 'k', epoch: 1, effect, terms, deadlineAt: patienceMs };
    this.feed({ type: 'Reserve', inputId: 'r', at: 0, ...about, ...bound });
    if (fenceAtMs !== undefined)
      this.later(fenceAtMs, () => this.feed({ type: 'Fence', epoch: 2, ...this.meta() }));
    for (let steps = 0; this.queue.length > 0; steps += 1) {
      if (steps > STEPS_MAX) throw new Error('the action does not come to an end');
      this.queue.sort((a, b) => a.at - b.at || a.order - b.order);
      const next = this.queue.shift();
      if (!next) break;
      this.nowMs = next.at;
      next.run();
    }
    return { events: this.events, state: this.state, commits: this.commits };
  }

  private meta() {
    this.order += 1;
    return { inputId: `i${this.order}`, at: this.nowMs };
  }

  private later(delayMs: number, run: () => void): void {
    this.order += 1;
    this.queue.push({ at: this.nowMs + delayMs, order: this.order, run });
  }

  private feed(input: ActionInput): void {
    const events = actionDecider.decide(this.state, input);
    this.state = fold(actionDecider, this.state, events);
    this.events.push(...events);
    for (const event of events) for (const effect of actionDecider.effects(event)) this.perform(effect);
  }

  private perform(effect: ActionEffect): void {
    if (effect.type === 'SetTimer') return this.setTimer(effect.timerId, effect.dueAt);
    if (effect.type === 'ClearTimer') return void this.timers.delete(effect.timerId);
    this.effectsSeen += 1;
    const isLost = this.script.crashAt.includes(this.effectsSeen);
    // The crash is noticed a while later; what had left the dead process is on its way all the same.
    if (isLost && effect.type === 'SendAttempt') this.send({ ...effect, timeoutMs: 0 });
    if (isLost) this.later(700, () => this.ask(effect, true));
    else this.ask(effect, false);
  }

  private ask(effect: ActionEffect, again: boolean): void {
    if (effect.type === 'Admit') this.feed({ type: 'StartAttempt', ...this.meta() });
    if (effect.type === 'SendLookup') this.lookUp(effect.n);
    if (effect.type === 'ReportUnknown' && this.script.isCallOver)
      this.feed({ type: 'NoteCallEnded', ...this.meta() });
    if (effect.type !== 'SendAttempt') return;
    if (again) this.note(effect.n, 'ambiguous', 'lost');
    else this.send(effect);
  }

  /** timeoutMs 0: nobody waits for the answer. */
  private send(effect: { n: number; timeoutMs: number }): void {
    const move = this.script.moves[this.requests % this.script.moves.length] ?? { kind: 'unreachable' };
    this.requests += 1;
    const answer = (afterMs: number, kind: 'ok' | 'rejected' | 'retryable' | 'ambiguous'): void => {
      if (effect.timeoutMs > 0)
        this.later(Math.min(afterMs, effect.timeoutMs) + this.script.noticeMs, () =>
          this.note(effect.n, afterMs > effect.timeoutMs ? 'ambiguous' : kind, kind),
        );
    };
    switch (move.kind) {
      case 'unreachable':
        return answer(1, 'retryable');
      case 'fail-before-commit':
        return answer(50, 'ambiguous');
      case 'reject':
        return answer(
          move.answerMs,
          this.commits.length > 0 && this.script.terms.isKeyed ? 'ok' : 'rejected',
        );
      case 'ok':
        this.later(1, () => this.commit());
        return answer(move.answerMs, 'ok');
      case 'commit-no-answer':
        this.later(1, () => this.commit());
        return answer(Infinity, 'ok');
      case 'commit-late':
        this.later(move.lateMs, () => this.commit());
        return answer(Infinity, 'ok');
    }
  }

  /** A tool with keys remembers the key; one without does what it is told each time. */
  private commit(): void {
    if (this.script.effect === 'read') return;
    if (!this.script.terms.isKeyed || this.commits.length === 0) this.commits.push(this.nowMs);
  }

  private note(n: number, kind: 'ok' | 'rejected' | 'retryable' | 'ambiguous', code: string): void {
    this.feed({ type: 'NoteAttempt', n, class: kind, code, jitter: 0.5, ...this.meta() });
  }

  private lookUp(n: number): void {
    const fails = this.script.lookupFails[this.lookups % this.script.lookupFails.length] ?? false;
    this.lookups += 1;
    const seen = this.commits.length > 0 ? 'committed' : 'absent';
    this.later(ANSWER_LOOKUP_MS, () =>
      this.feed({ type: 'NoteLookup', n, state: fails ? 'error' : seen, ...this.meta() }),
    );
  }

  private setTimer(timerId: 'patience' | 'retry' | 'lookup', dueAt: number): void {
    this.order += 1;
    const token = this.order;
    this.timers.set(timerId, token);
    this.later(Math.max(0, dueAt - this.nowMs), () => {
      if (this.timers.get(timerId) !== token) return;
      this.feed({ type: 'TimerFired', timerId, ...this.meta() });
    });
  }
}
