// What a call's recognition answers, with a recogniser that says what the test tells it to.
import { type StageHints } from '../domain/stage-hints';
import { type SpeechRecogniser, type UtteranceListener } from '../ports/speech-recogniser.port';
import { Recognition } from './recognition';

const HINTS: StageHints = { stage: 'main', phrases: ['yes'], classes: [], vocabulary: [] };

class ScriptedRecogniser implements SpeechRecogniser {
  readonly said: string[] = [];
  readonly listeners: UtteranceListener[] = [];

  prepare(hints: StageHints) {
    return hints.phrases.length > 0
      ? ({ kind: 'prepared', stage: { key: hints.stage } } as const)
      : ({ kind: 'refused', reason: 'nothing to expect' } as const);
  }

  openLine = () => this;

  begin({ key }: { key: string }, listener: UtteranceListener) {
    const number = this.listeners.push(listener);
    const say = (what: string): void => void this.said.push(`${what} ${number}`);
    say(`begin ${key}`);
    return {
      push: (pcm: Int16Array) => say(`${pcm.length}`),
      finish: () => say('finish'),
      cancel: () => say('cancel'),
    };
  }

  close = () => Promise.resolve();
}

const open = () => {
  const recogniser = new ScriptedRecogniser();
  const answers: string[] = [];
  const outcomes: string[] = [];
  const timers: { atMs: number; callback: () => void }[] = [];
  let nowMs = 0;
  const pass = (durationMs: number): void => {
    nowMs += durationMs;
    for (const timer of [...timers])
      if (timer.atMs <= nowMs && timers.splice(timers.indexOf(timer), 1)) timer.callback();
  };
  const recognition = new Recognition(
    {
      recogniser,
      answer: (answer) => {
        const text = answer.kind === 'fault' ? answer.fault.kind : answer.text;
        const times = answer.kind === 'final' ? ` ${answer.startMs}-${answer.endMs}` : '';
        answers.push(`${answer.utteranceId} ${answer.kind} ${text}${times}`);
      },
      nowMs: () => nowMs,
      after: (delayMs, callback) => {
        const timer = { atMs: nowMs + delayMs, callback };
        timers.push(timer);
        return () => void (timers.includes(timer) && timers.splice(timers.indexOf(timer), 1));
      },
      ended: (outcome, latencyMs) =>
        outcomes.push(latencyMs === undefined ? outcome : `${outcome} ${latencyMs}`),
    },
    { finalMsMax: 1_000, utteranceMsMax: 5_000 },
  );
  recognition.setHints(HINTS);
  return { recognition, recogniser, answers, outcomes, pass, timers };
};

const final = (text: string) => ({ text, confidence: 0.9, words: [{ text, startMs: 100, endMs: 300 }] });

it('answers partials, then the final with media times, and measures how long that took', () => {
  const { recognition, recogniser, answers, outcomes, pass, timers } = open();
  recognition.startUtterance('a', 5_000);
  recognition.pushAudio('a', new Int16Array(800));
  recogniser.listeners[0]?.onPartial('ye');
  recognition.endUtterance('a', 5_100);
  pass(30);
  recogniser.listeners[0]?.onFinal(final('yes'));
  expect(answers).toEqual(['a partial ye', 'a final yes 5000-5100']);
  expect(outcomes).toEqual(['recognised 30']);
  expect(timers).toEqual([]);
});

it('lets a newer utterance supersede an unfinished one, and drops what still comes of that', () => {
  const { recognition, recogniser, answers, outcomes } = open();
  recognition.startUtterance('a', 0);
  recognition.startUtterance('b', 700);
  recogniser.listeners[0]?.onFinal(final('stale'));
  recogniser.listeners[0]?.onPartial('stale');
  recognition.endUtterance('b', 900);
  recogniser.listeners[1]?.onFinal(final('fresh'));
  expect(recogniser.said).toEqual(['begin main 1', 'cancel 1', 'begin main 2', 'finish 2']);
  expect(answers).toEqual(['b final fresh 700-900']);
  expect(outcomes).toEqual(['superseded', 'recognised 0']);
});

it('answers an utterance that ended before the next began, although its final comes after that', () => {
  const { recognition, recogniser, answers, outcomes, pass } = open();
  recognition.startUtterance('a', 0);
  recognition.endUtterance('a', 500);
  pass(20);
  recognition.startUtterance('b', 700);
  recogniser.listeners[1]?.onPartial('four');
  pass(30);
  recogniser.listeners[0]?.onFinal(final('no sorry'));
  recognition.endUtterance('b', 900);
  recogniser.listeners[1]?.onFinal(final('four seven'));
  expect(answers).toEqual(['b partial four', 'a final no sorry 0-500', 'b final four seven 700-900']);
  expect(outcomes).toEqual(['recognised 50', 'recognised 0']);
});

it('gives up the oldest of four that wait for their final', () => {
  const { recognition, recogniser, outcomes } = open();
  for (const id of ['a', 'b', 'c', 'd', 'e']) {
    recognition.startUtterance(id, 0);
    recognition.endUtterance(id, 100);
  }
  expect(outcomes).toEqual(['superseded']);
  expect(recogniser.said).toContain('cancel 1');
});

it('takes new hints from the next utterance on', () => {
  const { recognition, recogniser } = open();
  recognition.startUtterance('a', 0);
  recognition.setHints({ ...HINTS, stage: 'confirm' });
  recognition.startUtterance('b', 0);
  expect(recogniser.said.filter((said) => said.startsWith('begin'))).toEqual([
    'begin main 1',
    'begin confirm 2',
  ]);
});

it('reports a stall when no final comes, and cancels the engine', () => {
  const { recognition, recogniser, answers, outcomes, pass } = open();
  recognition.startUtterance('a', 0);
  recognition.endUtterance('a', 500);
  pass(999);
  expect(answers).toEqual([]);
  pass(1);
  expect(answers).toEqual(['a fault stalled']);
  expect(recogniser.said.at(-1)).toBe('cancel 1');
  recogniser.listeners[0]?.onFinal(final('late'));
  expect(answers).toHaveLength(1);
  expect(outcomes).toEqual(['stalled']);
});

it('is silent after a cancel, whatever the engine says', () => {
  const { recognition, recogniser, answers, outcomes } = open();
  recognition.startUtterance('a', 0);
  recognition.cancelUtterance('a');
  recogniser.listeners[0]?.onFinal(final('yes'));
  recognition.endUtterance('a', 10);
  expect(answers).toEqual([]);
  expect(outcomes).toEqual(['cancelled']);
});

it('ignores audio and ends of utterances that are not current', () => {
  const { recognition, recogniser } = open();
  recognition.pushAudio('nobody', new Int16Array(160));
  recognition.startUtterance('a', 0);
  recognition.pushAudio('b', new Int16Array(160));
  recognition.endUtterance('b', 10);
  recognition.endUtterance('a', 10);
  recognition.pushAudio('a', new Int16Array(160));
  expect(recogniser.said).toEqual(['begin main 1', 'finish 1']);
});

it('finishes an utterance that never ends', () => {
  const { recognition, recogniser } = open();
  recognition.startUtterance('a', 0);
  for (let second = 0; second < 8; second++) recognition.pushAudio('a', new Int16Array(8_000));
  expect(recogniser.said.filter((said) => said.startsWith('8000'))).toHaveLength(5);
  expect(recogniser.said.at(-1)).toBe('finish 1');
});

it('answers a fault when the hints could not be compiled', () => {
  const { recognition, answers } = open();
  recognition.setHints({ ...HINTS, phrases: [] });
  recognition.startUtterance('a', 0);
  expect(answers).toEqual(['a fault bad-input']);
});

it('passes on what the engine cannot do, and cancels what runs when the call is over', () => {
  const { recognition, recogniser, answers, outcomes } = open();
  recognition.startUtterance('a', 0);
  recogniser.listeners[0]?.onFault({ kind: 'overloaded', detail: 'full' });
  recognition.startUtterance('b', 0);
  recognition.close();
  expect(answers).toEqual(['a fault overloaded']);
  expect(outcomes).toEqual(['overloaded', 'abandoned']);
  expect(recogniser.said.at(-1)).toBe('cancel 2');
});
