import { encodeMulaw, FRAME_SAMPLES } from '@trunkline/audio';
import { Person } from './person';

const LOUD = new Int16Array(FRAME_SAMPLES).map((_, index) => (index % 2 === 0 ? 8_000 : -8_000));
const QUIET = new Int16Array(FRAME_SAMPLES);

const talk = () => {
  let nowMs = 0;
  let pcm = QUIET;
  const steps: string[] = [];
  const person = new Person({
    rtp: {
      hear: () => ({ kind: 'frame', mulaw: encodeMulaw(pcm), pcm }),
      speak: (_nowMs, next) => void next(),
      sendDigit: () => true,
    },
    ticker: { add: () => undefined, remove: () => undefined },
    flite: { speak: () => Promise.reject(new Error('says nothing')), close: () => Promise.resolve() },
    clock: () => nowMs,
    hangUp: () => Promise.resolve(),
    onStep: ({ kind }) => steps.push(kind),
  });
  const hear = async (sound: Int16Array<ArrayBuffer>, ms: number): Promise<void> => {
    pcm = sound;
    for (const endMs = nowMs + ms; nowMs < endMs; nowMs += 20) {
      person.tick(nowMs);
      await Promise.resolve();
    }
  };
  return { person, hear, steps };
};

describe('a person', () => {
  it('after a cue listens to what comes after it, not to what was heard before', async () => {
    const { person, hear, steps } = talk();
    const followed = person.follow({
      name: 'waits in the wings',
      voice: 'rms',
      steps: [
        { kind: 'cue', name: 'bridged', msMax: 60_000 },
        { kind: 'listen', quietMs: 600, msMax: 60_000 },
        { kind: 'hang-up' },
      ],
    });
    await hear(LOUD, 1_000);
    await hear(QUIET, 1_000);
    person.cue('bridged');
    await hear(QUIET, 1_000);
    expect(steps).toEqual(['cue', 'listen']);
    await hear(LOUD, 1_000);
    await hear(QUIET, 1_000);
    expect(await followed).toEqual({ kind: 'done' });
  });
});
