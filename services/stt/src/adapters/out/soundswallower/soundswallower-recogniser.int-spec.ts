// The embedded recogniser in its worker threads.
import { createSoundswallowerRecogniser } from '@trunkline/stt/adapters/out/soundswallower/soundswallower-recogniser';
import { type StageHints, unknownWords } from '@trunkline/stt';
import { speechRecogniserContract } from '../../../ports/speech-recogniser.contract';
import { type SpeechRecogniser, type UtteranceListener } from '../../../ports/speech-recogniser.port';

const open = (
  options: { seats?: number; stallMs?: number; workers?: number } = {},
): Promise<SpeechRecogniser> =>
  createSoundswallowerRecogniser({
    workers: 1,
    seats: 3,
    queueMs: 5_000,
    stallMs: 5_000,
    waitingMax: 0,
    seatWaitMs: 300,
    ...options,
  });

speechRecogniserContract('soundswallower', () => open());

const HINTS: StageHints = { stage: 'main', phrases: ['yes', 'no'], classes: [], vocabulary: [] };

const begin = (
  recogniser: SpeechRecogniser,
  hints: StageHints = HINTS,
): Promise<string> & { finish(): void } => {
  const stage = recogniser.prepare(hints);
  if (stage.kind === 'refused') throw new Error(stage.reason);
  let finish = (): void => undefined;
  const told = new Promise<string>((resolve) => {
    const listener: UtteranceListener = {
      onPartial: () => undefined,
      onFinal: () => resolve('final'),
      onFault: (fault) => resolve(fault.kind),
    };
    const utterance = recogniser.openLine().begin(stage.stage, listener);
    finish = () => utterance.finish();
  });
  return Object.assign(told, { finish: () => finish() });
};

it('refuses one utterance more than there are decoders, and serves again when one is free', async () => {
  const recogniser = await open({ seats: 1, workers: 2 });
  const first = begin(recogniser);
  const second = begin(recogniser);
  expect(await begin(recogniser)).toBe('overloaded');
  first.finish();
  second.finish();
  expect(await Promise.all([first, second])).toEqual(['final', 'final']);
  const third = begin(recogniser);
  third.finish();
  expect(await third).toBe('final');
  await recogniser.close();
});

/** So many pairs of words that loading them takes far longer than the worker may be silent. */
const ENDLESS: StageHints = {
  ...HINTS,
  stage: 'endless',
  phrases: ['<all>'],
  classes: [
    {
      name: 'all',
      phrases: [...'bdfgklmnprst'].flatMap((first) =>
        [...'aeiou'].flatMap((vowel) => [...'bkp'].map((last) => `${first}${vowel}${last}ik`)),
      ),
      repeatMin: 1,
      repeatMax: 2,
    },
  ],
};

it('replaces a worker that does not answer, and serves again', async () => {
  const recogniser = await open({ stallMs: 60 });
  expect(await begin(recogniser, ENDLESS)).toBe('stalled');
  let told = 'overloaded';
  for (let attempt = 0; attempt < 100 && told === 'overloaded'; attempt++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const next = begin(recogniser);
    next.finish();
    told = await next;
  }
  expect(told).toBe('final');
  await recogniser.close();
});

it('knows which words the dictionary lacks', () => {
  expect(unknownWords(['Cancel', 'order', 'zorblax', 'zorblax', '42'])).toEqual(['zorblax', '42']);
});
