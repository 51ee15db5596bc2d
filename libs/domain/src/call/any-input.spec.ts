// Any input in any state: callers, lines and tools that behave, and some that do not, never break an invariant.
import { fold } from '@trunkline/event-sourcing';
import fc from 'fast-check';
import { callDecider } from './decide';
import { type CallEvent } from './events';
import { orderDesk } from './order-desk.fixture';
import { CallScript } from './script.fixture';
import { brokenInvariants } from './trace-invariants.fixture';

const words = fc.constantFrom(
  'cancel',
  'where is it',
  'yes',
  'yes',
  'no',
  '4711',
  '4712',
  'four seven',
  'no i mean 4712',
  'okay',
  'stop',
  '',
  'a human',
  'goodbye',
  'nothing',
  'mumble',
  'wipe everything',
);
const utterance = fc.constantFrom('u1', 'u2', 'u3', 'u4', 'x', 'y');
const prompt = fc.integer({ min: 1, max: 14 }).map((n) => `p${n}`);
const ms = fc.integer({ min: 0, max: 60_000 });
const outcome = fc.constantFrom(
  'succeeded' as const,
  'succeeded' as const,
  'failed' as const,
  'unknown' as const,
);
const notice = fc.constantFrom(
  'queued' as const,
  'offered' as const,
  'accepted' as const,
  'bridged' as const,
  'completed' as const,
  'abandoned' as const,
  'failed' as const,
  'no-agent' as const,
);

type Step = (call: CallScript) => unknown;

const behaved: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: words.map(
      (text): Step =>
        (call) =>
          call.say(text),
    ),
  },
  { weight: 6, arbitrary: fc.constant<Step>((call) => call.listen()) },
  {
    weight: 2,
    arbitrary: fc.constantFrom('1', '2', '9', '4711#', '4712', '#', '8').map(
      (keys): Step =>
        (call) =>
          call.press(keys),
    ),
  },
  {
    weight: 4,
    arbitrary: outcome.map(
      (how): Step =>
        (call) =>
          call.settle(how, { result: { status: 'open', receipt: 'R1' }, errorCode: 'shipped' }),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.integer({ min: 1, max: 9_000 }).map(
      (time): Step =>
        (call) =>
          call.wait(time),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(words, fc.integer({ min: 1, max: 1_500 })).map(([text, into]): Step => (call) => {
      const over = call.begin(into);
      call.speak(text, { over });
      call.cut(over, into).wait(1_000);
    }),
  },
);

const wild: fc.Arbitrary<Step> = fc.oneof(
  fc
    .record({
      utteranceId: utterance,
      startMs: ms,
      playedMs: ms,
      pausedPromptId: fc.option(prompt, { nil: undefined }),
    })
    .map(
      ({ pausedPromptId, ...rest }): Step =>
        (call) =>
          call.tell({
            type: 'SpeechStarted',
            ...rest,
            ...(pausedPromptId === undefined ? {} : { pausedPromptId }),
          }),
    ),
  fc.record({ utteranceId: utterance, text: words }).map(
    (given): Step =>
      (call) =>
        call.tell({ type: 'SpeechPartial', ...given }),
  ),
  fc.record({ utteranceId: utterance, endMs: ms }).map(
    (given): Step =>
      (call) =>
        call.tell({ type: 'SpeechEnded', ...given }),
  ),
  fc
    .record({
      utteranceId: utterance,
      text: words,
      confidence: fc.double({ min: 0, max: 1, noNaN: true }),
      startMs: ms,
      endMs: ms,
    })
    .map(
      (given): Step =>
        (call) =>
          call.tell({ type: 'SpeechFinal', ...given }),
    ),
  fc.constantFrom('stt' as const, 'tts' as const).map(
    (part): Step =>
      (call) =>
        call.tell({ type: 'SpeechFault', part, kind: 'engine' }),
  ),
  prompt.map(
    (promptId): Step =>
      (call) =>
        call.tell({ type: 'NotePromptStarted', promptId }),
  ),
  fc.record({ promptId: prompt, playedMs: ms, durationMs: ms }).map(
    (given): Step =>
      (call) =>
        call.tell({ type: 'NotePromptFinished', ...given }),
  ),
  fc.record({ promptId: prompt, playedMs: ms, heardChars: ms }).map(
    (given): Step =>
      (call) =>
        call.tell({ type: 'NotePromptCut', ...given }),
  ),
  fc.record({ promptId: prompt, playedMs: ms, heardChars: ms, because: fc.constant('engine') }).map(
    (given): Step =>
      (call) =>
        call.tell({ type: 'NotePromptFailed', ...given }),
  ),
  fc.tuple(fc.integer({ min: 1, max: 4 }), outcome).map(
    ([n, how]): Step =>
      (call) =>
        call.settle(how, { actionId: `call-1-a${n}` }),
  ),
  fc.constant<Step>((call) =>
    call.tell({ type: 'FenceDone', actions: [{ actionId: 'call-1-a1', state: 'failed' }] }),
  ),
  notice.map(
    (state): Step =>
      (call) =>
        call.tell({ type: 'NoteHandoff', handoffId: 'call-1-h1', state }),
  ),
  fc.option(prompt, { nil: undefined }).map(
    (playing): Step =>
      (call) =>
        call.tell({
          type: 'Reattach',
          gateway: 'g2',
          ...(playing === undefined ? {} : { playingPromptId: playing }),
        }),
  ),
  fc.constantFrom('HoldLine' as const, 'ResumeLine' as const).map(
    (type): Step =>
      (call) =>
        call.tell({ type }),
  ),
  fc.constantFrom(5_000, 40_000, 120_000).map(
    (withinMs): Step =>
      (call) =>
        call.tell({ type: 'DrainLine', withinMs }),
  ),
  fc.constantFrom('0', '1', '4', '*', '#', 'A').map(
    (digit): Step =>
      (call) =>
        call.tell({ type: 'PressDigit', digit }),
  ),
  fc
    .tuple(
      fc.constantFrom('silence', 'filler', 'end-of-turn', 'call-limit', 'stage-budget', 'drain'),
      fc.integer({ min: 1, max: 40 }),
    )
    .map(
      ([purpose, n]): Step =>
        (call) =>
          call.tell({ type: 'TimerFired', timerId: `${purpose}-${n}` }),
    ),
  fc.constant<Step>((call) => call.start()),
);

const hangUp = fc.constant<Step>((call) => call.tell({ type: 'EndLine', reason: 'caller-hung-up' }));
const calls = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: behaved },
    { weight: 5, arbitrary: wild },
    { weight: 1, arbitrary: hangUp },
  ),
  { minLength: 1, maxLength: 40, size: 'max' },
);

/** The way to a confirmed cancellation, so that what follows it is met often. */
const openings: readonly (readonly Step[])[] = [
  [],
  [(call) => call.listen().say('cancel').listen().say('4711').listen().say('yes').listen()],
  [
    (call) => call.listen().say('cancel').listen().say('4711').listen().say('yes').listen(),
    (call) => call.settle('succeeded', { result: { status: 'open' } }),
    (call) => call.listen(),
  ],
];

const play = (steps: readonly Step[]): CallScript => {
  const call = new CallScript(orderDesk).start();
  for (const step of steps) step(call);
  return call;
};

const anyCall = fc
  .tuple(fc.constantFrom(...openings), calls)
  .map(([opening, steps]) => [...opening, ...steps]);

it('never breaks an invariant', () => {
  fc.assert(
    fc.property(anyCall, (steps) => {
      expect(brokenInvariants(play(steps).events)).toEqual([]);
    }),
    { seed: 20_261, numRuns: 500 },
  );
});

it('never waits for nothing: a live call without a human has a timer, and a paused prompt has its own', () => {
  fc.assert(
    fc.property(anyCall, (steps) => {
      const { call } = play(steps);
      if (call.status !== 'live' || call.phase === 'with-human') return;
      const purposes = Object.values(call.timers).map(({ purpose }) => purpose);
      expect(purposes).not.toEqual([]);
      if (call.turn.bargeIn?.status === 'pending' && call.phase !== 'ending')
        expect(purposes).toContain('pause');
    }),
    { seed: 20_262, numRuns: 200 },
  );
});

it('comes to its end when the line goes, and is final when its actions have settled', () => {
  fc.assert(
    fc.property(anyCall, (steps) => {
      const decider = callDecider(orderDesk);
      const call = play([...steps, (ended) => ended.tell({ type: 'EndLine', reason: 'caller-hung-up' })]);
      expect(call.call.status).toBe('ended');
      for (const { actionId } of call.all('ActionAuthorized')) call.settle('unknown', { actionId });
      expect(decider.isFinal(call.call)).toBe(true);
    }),
    { seed: 20_263, numRuns: 100 },
  );
});

it('decides the same from the record as it did live, and nothing of what it knows already', () => {
  fc.assert(
    fc.property(anyCall, (steps) => {
      const decider = callDecider(orderDesk);
      const { inputs, events, call } = play(steps);
      const replayed: CallEvent[] = [];
      for (const input of inputs) {
        replayed.push(...decider.decide(fold(decider, decider.initial, replayed), input));
      }
      expect(replayed).toEqual(events);
      const at = inputs.at(-1)?.at ?? 0;
      expect(
        decider.decide(call, { type: 'TimerFired', inputId: 'again', at, timerId: 'never-set' }),
      ).toEqual([]);
    }),
    { seed: 20_264, numRuns: 50 },
  );
});
