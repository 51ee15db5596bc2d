// What every voice activity engine must do, on sounds of a telephone line.
import {
  decodeMulaw,
  dtmfTone,
  encodeMulaw,
  FRAME_SAMPLES,
  ringback,
  RINGBACK_AMERICA,
  RINGBACK_EUROPE,
} from '@trunkline/audio';
import { createFlite, type Flite } from '@trunkline/flite';
import { type VoiceActivityEngine, type VoiceSignal } from './voice-activity.port';

/** `settled` waits until the engine has looked at all it was given. */
export interface EngineUnderTest {
  readonly engine: VoiceActivityEngine;
  settled(): Promise<void>;
}

type Told = VoiceSignal & { readonly atMs: number };

const TEXTS = ['yes', 'no', 'stop', 'cancel my order', 'four seven four nine', 'i want to talk to a human'];
const GAP_MS = 900;

export const voiceActivityContract = (name: string, open: () => Promise<EngineUnderTest>): void => {
  describe(`${name} hears when a line speaks`, () => {
    let flite: Flite;
    let under: EngineUnderTest;
    beforeAll(async () => {
      [flite, under] = await Promise.all([createFlite(), open()]);
    });
    afterAll(async () => {
      await Promise.all([flite.close(), under.engine.close()]);
    });

    const listen = async (pcm: Int16Array): Promise<Told[]> => {
      const detector = under.engine.open();
      const line = decodeMulaw(encodeMulaw(pcm));
      const told: Told[] = [];
      for (let at = 0; at + FRAME_SAMPLES <= line.length; at += FRAME_SAMPLES) {
        const signals = detector.push(line.slice(at, at + FRAME_SAMPLES), at / 8);
        told.push(...signals.map((signal) => ({ ...signal, atMs: at / 8 + 20 })));
        await under.settled();
      }
      detector.close();
      return told;
    };

    const spoken = async (): Promise<{ pcm: Int16Array; starts: number[]; ends: number[] }> => {
      const parts: Int16Array[] = [silence(1_000)];
      const starts: number[] = [];
      const ends: number[] = [];
      for (const voice of ['slt', 'rms', 'awb'] as const) {
        for (const text of TEXTS) {
          const { pcm } = await flite.speak({ voice, text });
          const before = lengthOf(parts);
          starts.push((before + pcm.findIndex(isLoud)) / 8);
          ends.push((before + pcm.findLastIndex(isLoud)) / 8);
          parts.push(pcm, silence(GAP_MS));
        }
      }
      return { pcm: joined(parts), starts, ends };
    };

    it('tells every utterance of three voices once, soon, from where it starts to where it ends', async () => {
      const { pcm, starts, ends } = await spoken();
      const told = await listen(pcm);
      const started = told.filter((signal) => signal.kind === 'speech-started');
      const ended = told.filter((signal) => signal.kind === 'speech-ended');
      expect(started).toHaveLength(starts.length);
      expect(ended).toHaveLength(starts.length);
      const delays = starts.map((startMs, index) => (started[index]?.atMs ?? Infinity) - startMs);
      expect(percentile(delays, 0.5)).toBeLessThanOrEqual(80);
      expect(percentile(delays, 0.9)).toBeLessThanOrEqual(125);
      for (const [index, endMs] of ends.entries()) {
        expect(
          Math.abs((ended[index]?.kind === 'speech-ended' ? ended[index].endMs : 0) - endMs),
        ).toBeLessThan(160);
        expect((ended[index]?.atMs ?? Infinity) - endMs).toBeLessThan(400);
      }
    });

    const quiet: readonly (readonly [string, () => Int16Array])[] = [
      ['silence', () => silence(20_000)],
      ['line noise', () => noise(20_000, 0.003)],
      ['clicks', clicks],
      ['DTMF', () => joined([...'159#'].flatMap((key) => [dtmfTone(key, 120) ?? silence(0), silence(200)]))],
      ['American ringback', () => taken(ringback(RINGBACK_AMERICA), 12_000)],
      ['European ringback', () => taken(ringback(RINGBACK_EUROPE), 12_000)],
    ];
    it.each(quiet)('does not stir at %s', async (_name, sound) => {
      expect(await listen(sound())).toEqual([]);
    });
  });
};

/** Seeded white noise; the share of full scale is its largest sample. */
export const noise = (durationMs: number, share: number): Int16Array => {
  let seed = 42;
  return Int16Array.from({ length: durationMs * 8 }, () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return (seed / 1_073_741_824 - 1) * share * 32_767;
  });
};

export const silence = (durationMs: number): Int16Array => new Int16Array(durationMs * 8);

export const joined = (parts: readonly Int16Array[]): Int16Array => {
  const pcm = new Int16Array(lengthOf(parts));
  let at = 0;
  for (const part of parts) {
    pcm.set(part, at);
    at += part.length;
  }
  return pcm;
};

const clicks = (): Int16Array => {
  const pcm = silence(20_000);
  const burst = noise(5, 0.6);
  for (let at = 4_000; at < pcm.length - 8_000; at += 8_000) pcm.set(burst, at);
  return pcm;
};

const taken = (source: { next(): Uint8Array }, durationMs: number): Int16Array =>
  joined(Array.from({ length: durationMs / 20 }, () => decodeMulaw(source.next())));

const lengthOf = (parts: readonly Int16Array[]): number => parts.reduce((sum, part) => sum + part.length, 0);

const isLoud = (sample: number): boolean => Math.abs(sample) > 300;

const percentile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * share)] ?? Infinity;
