// Sample rate conversion by a polyphase low-pass: state is kept, so pieces of any length join without a seam.
import { type Stage } from './path';

/** Taps of each phase, a multiple of four, when the rate goes up. */
const TAPS_UP = 24;
/** The same for each whole step down: what is taken away there would fold into the voice, so the filter is longer. */
const TAPS_DOWN = 32;
/** Of the lower Nyquist frequency. Going up, an exact band filter: its first phase is the input itself, for nothing. */
const CUTOFF_UP = 1;
const CUTOFF_DOWN = 0.9;
/** Kaiser window, about 60 dB down in the stop band. */
const KAISER_BETA = 5.65;
const NO_COPY = -1;

interface Phase {
  readonly taps: Float32Array;
  /** The only tap that is not zero, if there is but one: the output is a copy of that sample. */
  readonly copyOf: number;
}

export class Resampler {
  readonly name: string;
  readonly #up: number;
  readonly #down: number;
  readonly #phases: readonly Phase[];
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
    this.#taps = this.#down > this.#up ? TAPS_DOWN * Math.ceil(this.#down / this.#up) : TAPS_UP;
    this.#phases = designPhases(this.#up, this.#down, this.#taps);
    this.#window = new Float32Array(this.#taps - 1);
  }

  /** Delay that the filter adds, in samples of the output. */
  get delaySamples(): number {
    return ((this.#taps / 2) * this.#up) / this.#down;
  }

  process(pcm: Int16Array): Int16Array {
    const history = this.#taps - 1;
    const window = this.#take(pcm);
    const steps = pcm.length * this.#up - this.#next;
    const output = new Int16Array(Math.max(0, Math.ceil(steps / this.#down)));
    let next = this.#next;
    for (let index = 0; index < output.length; index += 1) {
      const start = Math.floor(next / this.#up);
      const { taps, copyOf } = this.#phases[next % this.#up]!;
      output[index] = copyOf === NO_COPY ? convolve(taps, window, start) : window[start + copyOf]!;
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

/** Four sums at once: twice as fast as one. */
const convolve = (taps: Float32Array, window: Float32Array, start: number): number => {
  let one = 0;
  let two = 0;
  let three = 0;
  let four = 0;
  for (let tap = 0; tap < taps.length; tap += 4) {
    const at = start + tap;
    one += taps[tap]! * window[at]!;
    two += taps[tap + 1]! * window[at + 1]!;
    three += taps[tap + 2]! * window[at + 2]!;
    four += taps[tap + 3]! * window[at + 3]!;
  }
  return Math.max(-32_768, Math.min(32_767, Math.round(one + two + three + four)));
};

/** One row of taps per output phase, reversed in time so that it runs along the window; each row sums to one. */
const designPhases = (up: number, down: number, taps: number): Phase[] => {
  const cutoff = (down > up ? CUTOFF_DOWN : CUTOFF_UP) / Math.max(up, down);
  const middle = (taps * up) / 2;
  const prototype = Array.from({ length: taps * up }, (_, index) => {
    const at = index - middle;
    return sinc(cutoff * at) * kaiser(at / middle);
  });
  return Array.from({ length: up }, (_, phase) => {
    const row = Float64Array.from(
      { length: taps },
      (_value, tap) => prototype[(taps - 1 - tap) * up + phase]!,
    );
    const sum = row.reduce((total, value) => total + value, 0);
    const used = [...row.keys()].filter((tap) => Math.abs(row[tap]!) > 1e-9);
    return {
      taps: Float32Array.from(row, (value) => value / sum),
      copyOf: used.length === 1 ? used[0]! : NO_COPY,
    };
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
