// Sample rate conversion by a polyphase low-pass: state is kept, so pieces of any length join without a seam.
import { type Stage } from './path';

/** Taps of each phase: the filter spans this many samples of the slower rate. */
const TAPS_PER_PHASE = 32;
/** Of the lower Nyquist frequency: 3.6 kHz when one side is 8 kHz, and the transition ends at the fold. */
const CUTOFF_SHARE = 0.9;
/** Kaiser window, about 60 dB down in the stop band. */
const KAISER_BETA = 5.65;

export class Resampler {
  readonly name: string;
  readonly #up: number;
  readonly #down: number;
  readonly #phases: readonly Float32Array[];
  readonly #taps: number;
  /** The last input samples, then the new ones. */
  #window: Float32Array;
  /** Where the next output lies, in steps of 1/up of an input sample, from the start of the window. */
  #next = 0;

  /** Both rates in Hz; their ratio must be made of small whole numbers, as 8, 16, 24 and 48 kHz are. */
  constructor(fromHz: number, toHz: number) {
    const divisor = greatestCommonDivisor(fromHz, toHz);
    this.name = `resample ${fromHz / 1_000}k→${toHz / 1_000}k`;
    this.#up = toHz / divisor;
    this.#down = fromHz / divisor;
    this.#taps = TAPS_PER_PHASE * Math.max(1, Math.ceil(this.#down / this.#up));
    this.#phases = designPhases(this.#up, this.#down, this.#taps);
    this.#window = new Float32Array(this.#taps - 1);
  }

  /** Delay that the filter adds, in samples of the output. */
  get delaySamples(): number {
    return (((this.#taps - 1) / 2) * this.#up) / this.#down;
  }

  process(pcm: Int16Array): Int16Array {
    const history = this.#taps - 1;
    const window = this.#take(pcm);
    const steps = pcm.length * this.#up - this.#next;
    const output = new Int16Array(Math.max(0, Math.ceil(steps / this.#down)));
    let next = this.#next;
    for (let index = 0; index < output.length; index += 1) {
      const start = Math.floor(next / this.#up);
      output[index] = toSample(convolve(this.#phases[next % this.#up]!, window, start));
      next += this.#down;
    }
    this.#next = next - pcm.length * this.#up;
    window.copyWithin(0, pcm.length, pcm.length + history);
    return output;
  }

  reset(): void {
    this.#window.fill(0);
    this.#next = 0;
  }

  #take(pcm: Int16Array): Float32Array {
    const history = this.#taps - 1;
    if (this.#window.length < history + pcm.length) {
      const grown = new Float32Array(history + pcm.length);
      grown.set(this.#window.subarray(0, history));
      this.#window = grown;
    }
    this.#window.set(pcm, history);
    return this.#window;
  }
}

export const resample = (fromHz: number, toHz: number): Stage<Int16Array, Int16Array> => {
  const resampler = new Resampler(fromHz, toHz);
  return {
    name: resampler.name,
    push: (pcm, emit) => emit(resampler.process(pcm)),
    flush: () => resampler.reset(),
  };
};

const convolve = (taps: Float32Array, window: Float32Array, start: number): number => {
  let sum = 0;
  for (let tap = 0; tap < taps.length; tap += 1) sum += taps[tap]! * window[start + tap]!;
  return sum;
};

const toSample = (value: number): number => Math.max(-32_768, Math.min(32_767, Math.round(value)));

/** One row of taps per output phase, reversed in time so that it runs along the window; each row sums to one. */
const designPhases = (up: number, down: number, taps: number): Float32Array[] => {
  const length = taps * up;
  const cutoff = CUTOFF_SHARE / Math.max(up, down);
  const middle = (length - 1) / 2;
  const prototype = Array.from({ length }, (_, index) => {
    const at = index - middle;
    return sinc(cutoff * at) * kaiser(at / (middle + 1));
  });
  return Array.from({ length: up }, (_, phase) => {
    const row = Float32Array.from(
      { length: taps },
      (_value, tap) => prototype[(taps - 1 - tap) * up + phase]!,
    );
    const sum = row.reduce((total, value) => total + value, 0);
    return row.map((value) => value / sum);
  });
};

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

const kaiser = (x: number): number => bessel(KAISER_BETA * Math.sqrt(1 - x * x)) / bessel(KAISER_BETA);

/** The modified Bessel function of order zero, by its series. */
const bessel = (x: number): number => {
  let term = 1;
  let sum = 1;
  for (let step = 1; term > sum * 1e-10; step += 1) {
    term *= (x / 2 / step) ** 2;
    sum += term;
  }
  return sum;
};

const greatestCommonDivisor = (one: number, other: number): number =>
  other === 0 ? one : greatestCommonDivisor(other, one % other);
