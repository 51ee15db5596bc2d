// What a call's synthesis answers, with an engine that speaks when the test says so.
import { PhraseCache } from '../domain/phrase-cache';
import {
  type PieceRequest,
  type PieceResult,
  type SpeechSynthesiser,
} from '../ports/speech-synthesiser.port';
import { Synthesis } from './synthesis';

class ScriptedSynthesiser implements SpeechSynthesiser {
  readonly voices = ['anna'] as const;
  readonly asked: (PieceRequest & { settle: (result: PieceResult) => void })[] = [];

  speak(request: PieceRequest): Promise<PieceResult> {
    return new Promise((settle) => this.asked.push({ ...request, settle }));
  }

  close = () => Promise.resolve();
}

const open = (options: { promptsMax?: number } = {}) => {
  const synthesiser = new ScriptedSynthesiser();
  const answers: string[] = [];
  const seen: string[] = [];
  const timers: { atMs: number; callback: () => void }[] = [];
  let nowMs = 0;
  let gate: Promise<void> = Promise.resolve();
  const synthesis = new Synthesis(
    {
      synthesiser,
      cache: new PhraseCache({ entriesMax: 10, bytesMax: 100_000 }),
      cut: (sentence) => [{ text: sentence, startChar: 0 }],
      answer: (answer) => {
        const { promptId } = answer;
        if (answer.kind === 'audio')
          answers.push(
            `${promptId} ${answer.mulaw.length / 8} ms ${answer.marks.map((mark) => `${mark.endChar}@${mark.endMs}`).join(' ')}`.trim(),
          );
        if (answer.kind === 'spoken')
          answers.push(`${promptId} spoken ${answer.durationMs}${answer.isCancelled ? ' cancelled' : ''}`);
        if (answer.kind === 'fault') answers.push(`${promptId} fault ${answer.fault.kind}`);
      },
      writable: () => gate,
      nowMs: () => nowMs,
      after: (delayMs, callback) => {
        const timer = { atMs: nowMs + delayMs, callback };
        timers.push(timer);
        return () => void (timers.includes(timer) && timers.splice(timers.indexOf(timer), 1));
      },
      observe: {
        firstAudio: (latencyMs) => seen.push(`first audio ${latencyMs}`),
        promptEnded: (outcome) => seen.push(outcome),
        phraseLookedUp: (result) => seen.push(result),
      },
    },
    { promptsMax: 3, promptCharsMax: 100, pieceMsMax: 1_000, voice: 'anna', ...options },
  );
  const settled = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  };
  const speakNow = async (index: number, durationMs: number): Promise<void> => {
    const pcm = new Int16Array(durationMs * 8);
    synthesiser.asked[index]?.settle({ kind: 'spoken', pcm, marks: [{ endMs: durationMs, endChar: 2 }] });
    await settled();
  };
  const say = (promptId: string, sentences: string[], isCacheable = false): void =>
    synthesis.speak({ promptId, sentences, isCacheable });
  return {
    synthesis,
    synthesiser,
    answers,
    seen,
    settled,
    speakNow,
    say,
    hold: () => {
      let release = (): void => undefined;
      gate = new Promise((resolve) => (release = resolve));
      return () => release();
    },
    pass: async (durationMs: number) => {
      nowMs += durationMs;
      for (const timer of [...timers]) if (timer.atMs <= nowMs) timer.callback();
      await settled();
    },
  };
};

it('sends the first sentence before the second is spoken, marks counted over the whole prompt', async () => {
  const { say, synthesiser, answers, seen, speakNow, pass } = open();
  say('p', ['ab.', 'cd.']);
  await pass(40);
  await speakNow(0, 100);
  expect(answers).toEqual(['p 100 ms 2@100', 'p 100 ms', 'p 100 ms']);
  expect(synthesiser.asked.map(({ text, isUrgent }) => [text, isUrgent])).toEqual([
    ['ab.', true],
    ['cd.', false],
  ]);
  await speakNow(1, 60);
  expect(answers.slice(3)).toEqual(['p 60 ms 6@360', 'p spoken 360']);
  expect(seen).toEqual(['first audio 40', 'spoken']);
});

it('sends nothing after a cancel', async () => {
  const { synthesis, say, synthesiser, answers, seen, speakNow, settled } = open();
  say('p', ['ab.', 'cd.']);
  await speakNow(0, 20);
  const before = answers.length;
  synthesis.cancel('p');
  expect(answers.slice(before)).toEqual(['p spoken 220 cancelled']);
  expect(synthesiser.asked[1]?.signal.aborted).toBe(true);
  await speakNow(1, 20);
  synthesis.cancel('p');
  await settled();
  expect(answers).toHaveLength(before + 1);
  expect(seen.at(-1)).toBe('cancelled');
});

it('speaks prompts in the order they came, and one that waits can be cancelled', async () => {
  const { synthesis, say, answers, speakNow } = open();
  say('a', ['a.']);
  say('b', ['b.']);
  say('c', ['c.']);
  synthesis.cancel('b');
  await speakNow(0, 20);
  await speakNow(1, 20);
  expect(answers).toEqual([
    'b spoken 0 cancelled',
    'a 20 ms 2@20',
    'a spoken 20',
    'c 20 ms 2@20',
    'c spoken 20',
  ]);
});

it('goes on with the next prompt when one is cancelled that the engine never answers', async () => {
  const { synthesis, say, answers, speakNow, settled } = open();
  say('a', ['a.']);
  say('b', ['b.']);
  synthesis.cancel('a');
  await settled();
  await speakNow(1, 20);
  expect(answers).toEqual(['a spoken 0 cancelled', 'b 20 ms 2@20', 'b spoken 20']);
});

it('keeps what is fixed and never asks for it again', async () => {
  const { say, synthesiser, answers, seen, speakNow, settled } = open();
  say('a', ['hi.'], true);
  await speakNow(0, 20);
  say('b', ['hi.'], true);
  await settled();
  expect(synthesiser.asked).toHaveLength(1);
  expect(answers).toEqual(['a 20 ms 2@20', 'a spoken 20', 'b 20 ms 2@20', 'b spoken 20']);
  expect(seen.filter((what) => what === 'hit' || what === 'miss')).toEqual(['miss', 'hit']);
});

it('does not keep what may hold a name', async () => {
  const { say, synthesiser, speakNow, settled } = open();
  say('a', ['hi.']);
  await speakNow(0, 20);
  say('b', ['hi.'], true);
  await settled();
  expect(synthesiser.asked).toHaveLength(2);
});

it('reports a stall and goes on with the next prompt', async () => {
  const { say, synthesiser, answers, speakNow, pass } = open();
  say('a', ['a.']);
  say('b', ['b.']);
  await pass(1_000);
  expect(answers).toEqual(['a fault stalled']);
  expect(synthesiser.asked[0]?.signal.aborted).toBe(true);
  await speakNow(0, 20);
  await speakNow(1, 20);
  expect(answers.slice(1)).toEqual(['b 20 ms 2@20', 'b spoken 20']);
});

it('reports what the engine cannot do', async () => {
  const { say, synthesiser, answers, settled } = open();
  say('a', ['a.', 'b.']);
  synthesiser.asked[0]?.settle({ kind: 'failed', fault: { kind: 'engine', detail: 'broken' } });
  await settled();
  expect(answers).toEqual(['a fault engine']);
  expect(synthesiser.asked).toHaveLength(1);
});

it('waits for a slow peer before it speaks on', async () => {
  const { say, synthesiser, speakNow, settled, hold } = open();
  const release = hold();
  say('a', ['a.', 'b.']);
  await speakNow(0, 20);
  expect(synthesiser.asked).toHaveLength(1);
  release();
  await settled();
  expect(synthesiser.asked).toHaveLength(2);
});

it('refuses prompts that are too long or too many', () => {
  const { say, answers } = open({ promptsMax: 1 });
  say('long', ['x'.repeat(101)]);
  say('a', ['a.']);
  say('b', ['b.']);
  say('c', ['c.']);
  expect(answers).toEqual(['long fault bad-input', 'c fault overloaded']);
});

it('is done at once with a prompt without words, and silent when the call is over', async () => {
  const { synthesis, say, synthesiser, answers, seen, settled } = open();
  say('empty', []);
  await settled();
  say('a', ['a.']);
  synthesis.close();
  await settled();
  expect(answers).toEqual(['empty spoken 0']);
  expect(synthesiser.asked[0]?.signal.aborted).toBe(true);
  expect(seen).toEqual(['spoken', 'abandoned']);
});
