// Comfort noise: quiet, dull, and the same for the same seed, so that a line never sounds dead (RFC 3389 in spirit).
import { encodeMulaw } from './g711';
import { type FrameSource, SAMPLES_PER_MS } from './frame';
import { amplitudeOf } from './level';
import { loop } from './tones';

export interface ComfortNoiseOptions {
  /** Default -62: heard as presence, not as hiss. */
  readonly levelDbfs?: number;
  /** Any 32-bit number. Default 1. */
  readonly seed?: number;
}

/** Long enough that nobody hears it repeat. */
const LOOP_MS = 4_000;
/** First-order low-pass: takes the hiss off. */
const SMOOTHING = 0.7;

/** One loop is made and then repeated: a frame costs nothing. */
export const comfortNoise = (options: ComfortNoiseOptions = {}): FrameSource =>
  loop(encodeMulaw(noise(LOOP_MS * SAMPLES_PER_MS, options)));

/** Smoothed noise at the level asked for. */
export const noise = (
  samples: number,
  { levelDbfs = -62, seed = 1 }: ComfortNoiseOptions = {},
): Int16Array => {
  const random = xorshift(seed);
  const smooth = new Float32Array(samples);
  let value = 0;
  let squares = 0;
  for (let index = 0; index < samples; index += 1) {
    value = SMOOTHING * value + (1 - SMOOTHING) * (random() * 2 - 1);
    smooth[index] = value;
    squares += value * value;
  }
  const gain = amplitudeOf(levelDbfs) / Math.sqrt(squares / Math.max(1, samples) || 1);
  return Int16Array.from(smooth, (each) => Math.max(-32_768, Math.min(32_767, Math.round(each * gain))));
};

/** The level in dBFS that a comfort noise payload asks for (RFC 3389 section 3.1); undefined when it is empty. */
export const comfortNoiseLevel = (payload: Uint8Array): number | undefined =>
  payload.length === 0 ? undefined : -(payload[0]! & 0x7f);

/** Marsaglia's 32-bit xorshift: 0 <= value < 1. */
export const xorshift = (seed: number): (() => number) => {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
};
