// One use of a tool, told as given / when / then: three outcomes, and none of them a guess.
import { fold } from '@trunkline/event-sourcing';
import {
  actionDecider,
  evolve,
  lifeCycle,
  overdueAt,
  type Action,
  type ActionEvent,
  type ActionInput,
  type ActionTerms,
  type AttemptClass,
} from './index';

const T = 1_000_000;
const TERMS: ActionTerms = {
  attemptsMax: 1,
  attemptMsMax: 3_000,
  inFlightMsMax: 10_000,
  lookupAtMs: [1_500, 3_000],
  hasLookup: true,
  isKeyed: false,
};
const reserve = (
  terms: Partial<ActionTerms> = {},
  over: Partial<Extract<ActionInput, { type: 'Reserve' }>> = {},
) =>
  ({
    type: 'Reserve',
    inputId: 'reserve',
    at: T,
    actionId: 'a1',
    tenantId: 't1',
    callId: 'c1',
    tool: 'orders.cancel',
    toolHash: 'h1',
    effect: 'irreversible',
    args: { order: '52230' },
    argsDigest: 'd1',
    keyHash: 'k1',
    epoch: 1,
    because: 'input-7',
    deadlineAt: T + 20_000,
    terms: { ...TERMS, ...terms },
    ...over,
  }) as const;

type Bare = ActionInput extends infer I
  ? I extends ActionInput
    ? Omit<I, 'inputId' | 'at'> & { after: number }
    : never
  : never;
const start = (after = 0): Bare => ({ type: 'StartAttempt', after });
const attempt = (
  after: number,
  n: number,
  end: 'ok' | 'rejected' | 'retryable' | 'ambiguous' | `${string}: ${string}`,
): Bare => {
  const [kind, code] = end.split(': ');
  const done = kind === 'ok' && { result: { state: 'cancelled' }, receipt: 'R-1' };
  return {
    type: 'NoteAttempt',
    after,
    n,
    class: kind as AttemptClass,
    jitter: 0.5,
    ...(code && { code }),
    ...done,
  };
};
const lookup = (after: number, n: number, state: 'committed' | 'absent' | 'error'): Bare => ({
  type: 'NoteLookup',
  after,
  n,
  state,
  ...(state === 'committed' && { receipt: 'R-1', result: { state: 'cancelled' } }),
});
const timer = (after: number, timerId: 'patience' | 'retry' | 'lookup'): Bare => ({
  type: 'TimerFired',
  after,
  timerId,
});

/** Runs the inputs; `then` sees what the last one led to. */
const given = (first: ActionInput, ...inputs: Bare[]) => {
  let state: Action = actionDecider.initial;
  let last: readonly ActionEvent[] = [];
  const all: ActionEvent[] = [];
  const feed = (input: ActionInput): void => {
    last = actionDecider.decide(state, input);
    all.push(...last);
    state = fold(actionDecider, state, last);
  };
  feed(first);
  inputs.forEach(({ after, ...input }, index) => feed({ ...input, inputId: `i${index}`, at: T + after }));
  return { last, all, state };
};
const short = (events: readonly ActionEvent[]): string[] =>
  events.map((event) => {
    switch (event.type) {
      case 'ActionSettled':
      case 'ActionReconciled':
        return [event.type, event.outcome, event.proof, event.errorCode].filter(Boolean).join(' ');
      case 'TimerSet':
        return `TimerSet ${event.timerId} +${event.dueAt - T}`;
      case 'TimerCleared':
        return `TimerCleared ${event.timerId}`;
      case 'AttemptResult':
        return `AttemptResult ${event.n} ${event.class}`;
      case 'LookupResult':
        return `LookupResult ${event.n} ${event.state}`;
      case 'AttemptStarted':
      case 'LookupStarted':
        return `${event.type} ${event.n}`;
      case 'CaseOpened':
        return `CaseOpened ${event.because}`;
      case 'ActionFenced':
        return `ActionFenced ${event.epoch}`;
      case 'ActionReserved':
      case 'ReconciliationEnded':
        return event.type;
    }
  });
const KEYED = { isKeyed: true, attemptsMax: 2 };

describe('an action', () => {
  const rows: [string, ReturnType<typeof given>, string[]][] = [
    ['is reserved once', given(reserve()), ['ActionReserved', 'TimerSet patience +20000']],
    ['is reserved once, whoever asks again', given(reserve(), { ...reserve(), after: 1 }), []],
    ['is sent when admitted', given(reserve(), start(5)), ['AttemptStarted 1']],
    ['is admitted once', given(reserve(), start(5), start(6)), []],
    [
      'that is admitted too late is not sent',
      given(reserve(), start(20_000)),
      ['TimerCleared patience', 'ActionSettled failed none not_sent'],
    ],
    [
      'that may not start fails with the reason',
      given(reserve(), { type: 'RefuseStart', code: 'tool_changed', after: 1 }),
      ['TimerCleared patience', 'ActionSettled failed none tool_changed'],
    ],
    [
      'answered with ok has succeeded',
      given(reserve(), start(), attempt(300, 1, 'ok')),
      ['AttemptResult 1 ok', 'TimerCleared patience', 'ActionSettled succeeded response'],
    ],
    [
      'refused at its first attempt has failed',
      given(reserve(), start(), attempt(300, 1, 'rejected: already_shipped')),
      ['AttemptResult 1 rejected', 'TimerCleared patience', 'ActionSettled failed response already_shipped'],
    ],
    [
      'whose only attempt never left has failed without doubt',
      given(reserve(), start(), attempt(300, 1, 'retryable: unreachable')),
      ['AttemptResult 1 retryable', 'TimerCleared patience', 'ActionSettled failed none unreachable'],
    ],
    [
      'ignores a result of an attempt that is not the last',
      given(reserve(), start(), attempt(300, 2, 'ok')),
      [],
    ],
    [
      'ignores a second result',
      given(reserve(), start(), attempt(1, 1, 'ok'), attempt(2, 1, 'rejected')),
      [],
    ],
  ];
  it.each(rows)('%s', (_name, told, expected) => expect(short(told.last)).toEqual(expected));
});

describe('an action in doubt', () => {
  const rows: [string, ReturnType<typeof given>, string[]][] = [
    [
      'without a key is never sent again, however many attempts it has (C-04)',
      given(reserve({ attemptsMax: 3 }), start(), attempt(3_000, 1, 'ambiguous: timeout')),
      ['AttemptResult 1 ambiguous', 'TimerSet lookup +4500'],
    ],
    [
      'with a key is sent again with an equal one',
      given(reserve(KEYED), start(), attempt(3_000, 1, 'ambiguous'), timer(3_050, 'retry')),
      ['TimerCleared retry', 'AttemptStarted 2'],
    ],
    [
      'found committed has succeeded by look-up (C-01)',
      given(
        reserve(),
        start(),
        attempt(3_000, 1, 'ambiguous'),
        timer(4_500, 'lookup'),
        lookup(4_600, 1, 'committed'),
      ),
      ['LookupResult 1 committed', 'TimerCleared patience', 'ActionSettled succeeded lookup'],
    ],
    [
      'found absent before the horizon is looked up again (C-02)',
      given(
        reserve(),
        start(),
        attempt(3_000, 1, 'ambiguous'),
        timer(4_500, 'lookup'),
        lookup(4_600, 1, 'absent'),
      ),
      ['LookupResult 1 absent', 'TimerSet lookup +6000'],
    ],
    [
      'is looked up at the horizon, where an absent answer is a proof',
      given(
        reserve(),
        start(),
        attempt(3_000, 1, 'ambiguous: timeout'),
        timer(4_500, 'lookup'),
        lookup(4_600, 1, 'absent'),
        timer(6_000, 'lookup'),
        lookup(6_100, 2, 'absent'),
        timer(13_000, 'lookup'),
        lookup(13_100, 3, 'absent'),
      ),
      ['LookupResult 3 absent', 'TimerCleared patience', 'ActionSettled failed lookup timeout'],
    ],
    [
      'whose retry is refused has not failed (C-03)',
      given(
        reserve(KEYED),
        start(),
        attempt(3_000, 1, 'ambiguous'),
        timer(3_050, 'retry'),
        attempt(3_500, 2, 'rejected'),
      ),
      ['AttemptResult 2 rejected', 'TimerSet lookup +5000'],
    ],
    [
      'whose retry did nothing has not failed either',
      given(
        reserve(KEYED),
        start(),
        attempt(3_000, 1, 'ambiguous'),
        timer(3_050, 'retry'),
        attempt(3_500, 2, 'retryable'),
      ),
      ['AttemptResult 2 retryable', 'TimerSet lookup +5000'],
    ],
    [
      'whose retry is answered has succeeded',
      given(
        reserve(KEYED),
        start(),
        attempt(3_000, 1, 'ambiguous'),
        timer(3_050, 'retry'),
        attempt(3_500, 2, 'ok'),
      ),
      ['AttemptResult 2 ok', 'TimerCleared patience', 'ActionSettled succeeded response'],
    ],
    [
      'without a look-up is unknown at once, and a case',
      given(reserve({ hasLookup: false }), start(), attempt(3_000, 1, 'ambiguous: timeout')),
      [
        'AttemptResult 1 ambiguous',
        'TimerCleared patience',
        'ActionSettled unknown none timeout',
        'CaseOpened no-lookup',
        'ReconciliationEnded',
      ],
    ],
    [
      'is unknown when no look-up is left before the caller’s patience ends',
      given(
        reserve({ lookupAtMs: [] }, { deadlineAt: T + 8_000 }),
        start(),
        attempt(3_000, 1, 'ambiguous: reset'),
      ),
      [
        'AttemptResult 1 ambiguous',
        'TimerCleared patience',
        'ActionSettled unknown none reset',
        'TimerSet lookup +63000',
      ],
    ],
    [
      'is unknown when patience ends while it is looked up',
      given(
        reserve(),
        start(),
        attempt(3_000, 1, 'ambiguous'),
        timer(4_500, 'lookup'),
        timer(20_000, 'patience'),
      ),
      ['TimerCleared patience', 'ActionSettled unknown none timeout', 'TimerSet lookup +80000'],
    ],
    [
      'is unknown when patience ends before the answer',
      given(reserve(), start(), timer(20_000, 'patience')),
      ['TimerCleared patience', 'ActionSettled unknown none timeout', 'TimerSet lookup +80000'],
    ],
    [
      'with an answer to come and no look-up keeps its stream open for it',
      given(reserve({ hasLookup: false }), start(), timer(20_000, 'patience')),
      ['TimerCleared patience', 'ActionSettled unknown none timeout', 'CaseOpened no-lookup'],
    ],
  ];
  it.each(rows)('%s', (_name, told, expected) => expect(short(told.last)).toEqual(expected));
});

describe('an unknown action', () => {
  const unknown = [start(), timer(20_000, 'patience')] as const;
  const rows: [string, ReturnType<typeof given>, string[]][] = [
    [
      'is reconciled by its late answer',
      given(reserve(), ...unknown, attempt(20_010, 1, 'ok')),
      ['AttemptResult 1 ok', 'TimerCleared lookup', 'ActionReconciled succeeded response'],
    ],
    [
      'is reconciled by its late refusal',
      given(reserve(), ...unknown, attempt(20_010, 1, 'rejected: no')),
      ['AttemptResult 1 rejected', 'TimerCleared lookup', 'ActionReconciled failed response no'],
    ],
    [
      'is reconciled by a look-up off the call',
      given(
        reserve(),
        ...unknown,
        attempt(20_010, 1, 'ambiguous'),
        timer(80_000, 'lookup'),
        lookup(80_100, 1, 'committed'),
      ),
      ['LookupResult 1 committed', 'ActionReconciled succeeded lookup'],
    ],
    [
      'found absent off the call was not done',
      given(
        reserve(),
        ...unknown,
        attempt(20_010, 1, 'ambiguous'),
        timer(80_000, 'lookup'),
        lookup(80_100, 1, 'absent'),
      ),
      ['LookupResult 1 absent', 'ActionReconciled failed lookup not_done'],
    ],
    [
      'is looked up again when the look-up fails',
      given(
        reserve(),
        ...unknown,
        attempt(20_010, 1, 'ambiguous'),
        timer(80_000, 'lookup'),
        lookup(80_100, 1, 'error'),
      ),
      ['LookupResult 1 error', 'TimerSet lookup +620000'],
    ],
    [
      'becomes a case when all look-ups fail',
      given(
        reserve(),
        ...unknown,
        attempt(20_010, 1, 'ambiguous'),
        timer(80_000, 'lookup'),
        lookup(80_100, 1, 'error'),
        timer(620_000, 'lookup'),
        lookup(620_100, 2, 'error'),
        timer(3_620_000, 'lookup'),
        lookup(3_620_100, 3, 'error'),
      ),
      ['LookupResult 3 error', 'CaseOpened exhausted', 'ReconciliationEnded'],
    ],
    [
      'becomes a case at once when its call is over (TOOL-10)',
      given(reserve(), ...unknown, { type: 'NoteCallEnded', after: 20_050 }),
      ['CaseOpened call-ended'],
    ],
  ];
  it.each(rows)('%s', (_name, told, expected) => expect(short(told.last)).toEqual(expected));
});

describe('a read', () => {
  const READ = { hasLookup: false, attemptsMax: 2, attemptMsMax: 800 };
  const read = reserve(READ, { effect: 'read' });
  const rows: [string, ReturnType<typeof given>, string[]][] = [
    [
      'is tried again after a timeout',
      given(read, start(), attempt(800, 1, 'ambiguous')),
      ['AttemptResult 1 ambiguous', 'TimerSet retry +850'],
    ],
    [
      'fails when its attempts are used up: it did nothing',
      given(
        read,
        start(),
        attempt(800, 1, 'ambiguous'),
        timer(850, 'retry'),
        attempt(1_650, 2, 'ambiguous: timeout'),
      ),
      ['AttemptResult 2 ambiguous', 'TimerCleared patience', 'ActionSettled failed none timeout'],
    ],
    [
      'is not tried again past the deadline',
      given(
        reserve(READ, { effect: 'read', deadlineAt: T + 840 }),
        start(),
        attempt(800, 1, 'retryable: unavailable'),
      ),
      ['AttemptResult 1 retryable', 'TimerCleared patience', 'ActionSettled failed none unavailable'],
    ],
    [
      'fails when patience ends',
      given(read, start(), timer(20_000, 'patience')),
      ['TimerCleared patience', 'ActionSettled failed none timeout'],
    ],
  ];
  it.each(rows)('%s', (_name, told, expected) => expect(short(told.last)).toEqual(expected));
});

describe('a fence', () => {
  const raise = (after: number, epoch = 2): Bare => ({ type: 'Fence', after, epoch });
  const rows: [string, ReturnType<typeof given>, string[]][] = [
    [
      'stops what is reserved',
      given(reserve(), raise(1)),
      ['ActionFenced 2', 'TimerCleared patience', 'ActionSettled failed none fenced'],
    ],
    ['lets what was sent go on', given(reserve(), start(), raise(1)), ['ActionFenced 2']],
    ['is raised once', given(reserve(), start(), raise(1), raise(2)), []],
    ['of the same epoch changes nothing', given(reserve(), start(), raise(1, 1)), []],
    [
      'stops a retry of what did nothing',
      given(reserve(KEYED), start(), attempt(10, 1, 'retryable'), raise(20)),
      ['ActionFenced 2', 'TimerCleared patience', 'TimerCleared retry', 'ActionSettled failed none fenced'],
    ],
    [
      'turns the retry of an action in doubt into a look-up',
      given(reserve(KEYED), start(), attempt(10, 1, 'ambiguous'), raise(20)),
      ['ActionFenced 2', 'TimerCleared retry', 'TimerSet lookup +1510'],
    ],
    [
      'leaves no retry to an attempt in flight',
      given(reserve(KEYED), start(), raise(5), attempt(10, 1, 'retryable')),
      ['AttemptResult 1 retryable', 'TimerCleared patience', 'ActionSettled failed none fenced'],
    ],
    ['does not change an outcome', given(reserve(), start(), attempt(10, 1, 'ok'), raise(20)), []],
  ];
  it.each(rows)('%s', (_name, told, expected) => expect(short(told.last)).toEqual(expected));
});

describe('deadlines', () => {
  it('an attempt gets what the deadline leaves of its time', () => {
    const { last } = given(reserve({}, { deadlineAt: T + 1_200 }), start(200));
    expect(last[0]).toMatchObject({
      type: 'AttemptStarted',
      timeoutMs: 1_000,
      sendBy: T + 1_200,
      keyHash: 'k1',
    });
  });
});

describe('an action that nobody looks after', () => {
  const dueAfter = (told: ReturnType<typeof given>) =>
    told.state.status === 'none' ? undefined : (overdueAt(told.state) ?? Infinity) - T;

  it.each([
    ['reserved', given(reserve()), 0],
    ['sent', given(reserve(), start()), 20_000],
    ['waiting for a retry', given(reserve(KEYED), start(), attempt(100, 1, 'ambiguous')), 150],
    ['waiting for a look-up', given(reserve(), start(), attempt(100, 1, 'ambiguous')), 1_600],
    ['unknown', given(reserve(), start(), timer(20_000, 'patience')), 80_000],
    ['closed', given(reserve(), start(), attempt(100, 1, 'ok')), Infinity],
  ] as const)('%s, is overdue', (...[, told, afterMs]) => expect(dueAfter(told)).toBe(afterMs));
});

describe('the life cycle', () => {
  it('has one end, and every other status has a way on', () => {
    for (const [status, row] of Object.entries(lifeCycle)) {
      expect([status, Object.keys(row).length === 0]).toEqual([status, status === 'closed']);
    }
  });

  it('never leaves `closed`', () => {
    const { state, all } = given(reserve(), start(), attempt(1, 1, 'ok'));
    for (const event of all) expect(evolve(state, event)).toMatchObject({ status: 'closed' });
    expect(actionDecider.isFinal(state)).toBe(true);
  });
});
