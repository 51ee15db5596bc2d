// The embedded recogniser in its worker threads.
import { createSoundswallowerRecogniser } from '@trunkline/stt/adapters/out/soundswallower/soundswallower-recogniser';
import { unknownWords } from '@trunkline/stt';
import { speechRecogniserContract } from '../../../ports/speech-recogniser.contract';
import { type SpeechRecogniser, type UtteranceListener } from '../../../ports/speech-recogniser.port';

const open = (options: { seatsPerWorker?: number; stallMs?: number; workers?: number } = {}): Promise<SpeechRecogniser> =>
  createSoundswallowerRecogniser({
    workers: 1,
    seatsPerWorker: 3,
    queueMs: 5_000,
    stallMs: 5_000,
    onAudioDropped: () => undefined,
    ...options,
  });

speechRecogniserContract('soundswallower', () => open());

const HINTS = { stage: 'main', phrases: ['yes', 'no'], classes: [], vocabulary: [] };

const begin = (recogniser: SpeechRecogniser): Promise<string> & { finish(): void } => {
  const stage = recogniser.prepare(HINTS);
  if (stage.kind === 'refused') throw new Error(stage.reason);
  let finish = (): void => undefined;
  const told = new Promise<string>((resolve) => {
    const listener: UtteranceListener = {
      onPartial: () => undefined,
      onFinal: () => resolve('final'),
      onFault: (fault) => resolve(fault.kind),
    };
    const utterance = recogniser.begin(stage.stage, listener);
    finish = () => utterance.finish();
  });
  return Object.assign(told, { finish: () => finish() });
};

it('refuses one utterance more than there are decoders, and serves again when one is free', async () => {
  const recogniser = await open({ seatsPerWorker: 1, workers: 2 });
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

it('replaces a worker that does not answer, and serves again', async () => {
  const recogniser = await open({ stallMs: 1 });
  expect(await begin(recogniser)).toBe('stalled');
  await recogniser.close();
});

it('knows which words the dictionary lacks', () => {
  expect(unknownWords(['Cancel', 'order', 'zorblax', 'zorblax', '42'])).toEqual(['zorblax', '42']);
});
