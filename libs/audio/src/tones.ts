// Tones of the telephone: sines, DTMF digits, ringback and beeps, as 16-bit samples at 8 kHz.
import { encodeMulaw } from './g711';
import { FRAME_SAMPLES, type FrameSource, SAMPLE_RATE_HZ, SAMPLES_PER_MS } from './frame';
import { amplitudeOf } from './level';

export interface Tone {
  readonly frequenciesHz: readonly number[];
  readonly durationMs: number;
  /** Of each frequency. Default -16. */
  readonly levelDbfs?: number;
  /** Ramps at both ends against clicks. Default 5; 0 for a hard edge. */
  readonly rampMs?: number;
}

/** Rows and columns of the keypad (ITU-T Q.23). */
export const DTMF_ROWS_HZ = [697, 770, 852, 941] as const;
export const DTMF_COLUMNS_HZ = [1_209, 1_336, 1_477, 1_633] as const;
export const DTMF_KEYS = '123A456B789C*0#D';

/** On and off again: the cadence of a ringback tone. */
export interface Cadence {
  readonly frequenciesHz: readonly number[];
  readonly onMs: number;
  readonly offMs: number;
}

export const RINGBACK_EUROPE: Cadence = { frequenciesHz: [425], onMs: 1_000, offMs: 4_000 };
export const RINGBACK_AMERICA: Cadence = { frequenciesHz: [440, 480], onMs: 2_000, offMs: 4_000 };

export const tone = ({ frequenciesHz, durationMs, levelDbfs = -16, rampMs = 5 }: Tone): Int16Array => {
  const pcm = new Int16Array(Math.round(durationMs * SAMPLES_PER_MS));
  const peak = amplitudeOf(levelDbfs) * Math.SQRT2;
  const ramp = rampMs * SAMPLES_PER_MS;
  for (let index = 0; index < pcm.length; index += 1) {
    const edge = Math.min(index, pcm.length - 1 - index);
    const gain = edge < ramp ? edge / ramp : 1;
    const sum = frequenciesHz.reduce(
      (total, hz) => total + Math.sin((2 * Math.PI * hz * index) / SAMPLE_RATE_HZ),
      0,
    );
    pcm[index] = Math.max(-32_768, Math.min(32_767, Math.round(sum * peak * gain)));
  }
  return pcm;
};

/** Undefined for a character that is no key. */
export const dtmfTone = (key: string, durationMs: number, levelDbfs = -13): Int16Array | undefined => {
  const index = key.length === 1 ? DTMF_KEYS.indexOf(key.toUpperCase()) : -1;
  if (index < 0) return undefined;
  const frequenciesHz = [DTMF_ROWS_HZ[index >> 2]!, DTMF_COLUMNS_HZ[index & 3]!];
  return tone({ frequenciesHz, durationMs, levelDbfs, rampMs: 2 });
};

export const beep = (durationMs = 300, frequencyHz = 1_000): Int16Array =>
  tone({ frequenciesHz: [frequencyHz], durationMs, levelDbfs: -18 });

/** One period of the cadence, for ever. */
export const ringback = (cadence: Cadence, levelDbfs = -20): FrameSource => {
  const pcm = new Int16Array((cadence.onMs + cadence.offMs) * SAMPLES_PER_MS);
  pcm.set(tone({ frequenciesHz: cadence.frequenciesHz, durationMs: cadence.onMs, levelDbfs }));
  return loop(encodeMulaw(pcm));
};

/** Repeats mu-law bytes for ever; the remainder of the last frame is left out. */
export const loop = (mulaw: Uint8Array): FrameSource => {
  const frames = Math.floor(mulaw.length / FRAME_SAMPLES);
  let frame = 0;
  return {
    next: () => {
      const start = (frame % frames) * FRAME_SAMPLES;
      frame += 1;
      return mulaw.subarray(start, start + FRAME_SAMPLES);
    },
  };
};
