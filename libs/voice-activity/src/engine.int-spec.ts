// The embedded engines against real sounds.
import { bedLoop, decodeMulaw } from '@trunkline/audio';
import {
  createVoiceActivityEngine,
  type VoiceActivityEngine,
  type VoiceSignal,
} from '@trunkline/voice-activity';
import { joined, noise, silence, voiceActivityContract } from './voice-activity.contract';

const settled = (engine: VoiceActivityEngine): (() => Promise<void>) => {
  const { idle } = engine as VoiceActivityEngine & { idle(): Promise<void> };
  return () => idle.call(engine);
};

for (const kind of ['fast', 'confirmed'] as const) {
  voiceActivityContract(`the ${kind} engine`, async () => {
    const engine = await createVoiceActivityEngine({ kind });
    return { engine, settled: settled(engine) };
  });
}

describe('the second opinion', () => {
  let engine: VoiceActivityEngine;
  beforeAll(async () => {
    engine = await createVoiceActivityEngine({ kind: 'confirmed' });
  });
  afterAll(() => engine.close());

  const listen = async (pcm: Int16Array): Promise<(VoiceSignal & { toldMs: number })[]> => {
    const detector = engine.open();
    const told: (VoiceSignal & { toldMs: number })[] = [];
    for (let at = 0; at + 160 <= pcm.length; at += 160) {
      for (const signal of detector.push(pcm.slice(at, at + 160), at / 8))
        told.push({ ...signal, toldMs: at / 8 + 20 });
      await settled(engine)();
    }
    detector.close();
    return told;
  };

  it('is installed here', () => {
    expect(engine.name).toBe('fvad confirmed by silero');
  });

  it('dismisses a burst of loud noise once, within the time to confirm', async () => {
    const told = await listen(joined([silence(1_000), noise(1_500, 0.3), silence(1_000)]));
    expect(told.map(({ kind }) => kind)).toEqual(['speech-started', 'speech-dismissed']);
    expect((told[1]?.toldMs ?? Infinity) - (told[0]?.startMs ?? 0)).toBeLessThanOrEqual(320);
  });

  it('takes at most the first chord of the hold bed for speech', async () => {
    const told = await listen(joined([silence(1_000), decodeMulaw(bedLoop())]));
    expect(told.filter(({ kind }) => kind === 'speech-ended').length).toBeLessThanOrEqual(1);
  });
});

it('keeps lines apart, in one batch', async () => {
  const engine = await createVoiceActivityEngine();
  const quiet = engine.open();
  const loud = engine.open();
  const heard: number[] = [0, 0];
  const pcm = noise(2_000, 0.3);
  for (let at = 0; at + 160 <= pcm.length; at += 160) {
    heard[0] = (heard[0] ?? 0) + quiet.push(new Int16Array(160), at / 8).length;
    heard[1] = (heard[1] ?? 0) + loud.push(pcm.slice(at, at + 160), at / 8).length;
    await settled(engine)();
  }
  expect(heard[0]).toBe(0);
  expect(heard[1]).toBeGreaterThan(0);
  quiet.close();
  loud.close();
  await engine.close();
});
