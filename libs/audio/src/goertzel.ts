// DTMF in the audio itself (ITU-T Q.24): Goertzel filters on short blocks, with guards against talk-off.
import { DTMF_COLUMNS_HZ, DTMF_KEYS, DTMF_ROWS_HZ } from './tones';
import { SAMPLE_RATE_HZ } from './frame';

export interface DtmfOptions {
  /** Of the weaker tone. Default -38. */
  readonly levelDbfsMin?: number;
  /** Blocks in a row that make a digit. Default 2. */
  readonly hitsMin?: number;
}

/** 12.75 ms: short enough for two whole blocks in a 40 ms digit, long enough to tell the rows apart. */
const BLOCK_SAMPLES = 102;
/** Blocks without the digit after which it may be heard again. */
const RELEASE_BLOCKS = 2;
/** How much the column may be stronger, and weaker, than the row. */
const TWIST_DB = 5;
const REVERSE_TWIST_DB = 10;
/** Share of the block's energy in the two tones: speech has more elsewhere, and so has a tone off its frequency. */
const TONE_SHARE_MIN = 0.68;
/** The strongest of a group over the next, as energy. */
const GROUP_RATIO_MIN = 4;

const powerOfDb = (db: number): number => 10 ** (db / 10);
const TWIST = powerOfDb(TWIST_DB);
const REVERSE_TWIST = powerOfDb(REVERSE_TWIST_DB);
const coefficientsOf = (frequenciesHz: readonly number[]): readonly number[] =>
  frequenciesHz.map((hz) => 2 * Math.cos((2 * Math.PI * hz) / SAMPLE_RATE_HZ));
const ROWS = coefficientsOf(DTMF_ROWS_HZ);
const COLUMNS = coefficientsOf(DTMF_COLUMNS_HZ);

/** Feeds on pieces of any length; one per line. */
export class DtmfDetector {
  readonly #powerMin: number;
  readonly #hitsMin: number;
  readonly #block = new Float32Array(BLOCK_SAMPLES);
  #filled = 0;
  #candidate: string | undefined;
  #hits = 0;
  #held: string | undefined;
  #misses = 0;

  constructor({ levelDbfsMin = -38, hitsMin = 2 }: DtmfOptions = {}) {
    this.#powerMin = powerOfDb(levelDbfsMin);
    this.#hitsMin = hitsMin;
  }

  /** The digits that were recognised in this piece, each once at its beginning. */
  push(pcm: Int16Array): string {
    let digits = '';
    for (let index = 0; index < pcm.length; index += 1) {
      this.#block[this.#filled] = pcm[index]! / 32_768;
      this.#filled += 1;
      if (this.#filled < BLOCK_SAMPLES) continue;
      this.#filled = 0;
      digits += this.#settle(keyOf(this.#block, this.#powerMin));
    }
    return digits;
  }

  #settle(key: string | undefined): string {
    this.#hits = key !== undefined && key === this.#candidate ? this.#hits + 1 : 1;
    this.#candidate = key;
    if (this.#held !== undefined && key !== this.#held) {
      this.#misses += 1;
      if (this.#misses >= RELEASE_BLOCKS) this.#held = undefined;
    } else {
      this.#misses = 0;
    }
    if (key === undefined || this.#hits < this.#hitsMin || key === this.#held) return '';
    this.#held = key;
    this.#misses = 0;
    return key;
  }
}

const keyOf = (block: Float32Array, powerMin: number): string | undefined => {
  let energy = 0;
  for (let index = 0; index < block.length; index += 1) energy += block[index]! * block[index]!;
  if (energy / block.length < powerMin) return undefined;
  const row = strongest(block, ROWS);
  const column = strongest(block, COLUMNS);
  if (!row || !column) return undefined;
  const isBalanced = column.power <= row.power * TWIST && row.power <= column.power * REVERSE_TWIST;
  const isLoud = Math.min(row.power, column.power) >= powerMin;
  const isPure = row.power + column.power >= (TONE_SHARE_MIN * energy) / block.length;
  return isBalanced && isLoud && isPure ? DTMF_KEYS[row.index * 4 + column.index] : undefined;
};

/** The strongest tone of a group with its mean square; undefined when another one is nearly as strong. */
const strongest = (
  block: Float32Array,
  coefficients: readonly number[],
): { readonly index: number; readonly power: number } | undefined => {
  const powers = coefficients.map((coefficient) => powerAt(block, coefficient));
  const power = Math.max(...powers);
  const index = powers.indexOf(power);
  const next = Math.max(...powers.filter((_, other) => other !== index));
  return power >= next * GROUP_RATIO_MIN ? { index, power } : undefined;
};

/** The mean square of the sine that would give this response. */
const powerAt = (block: Float32Array, coefficient: number): number => {
  let one = 0;
  let two = 0;
  for (let index = 0; index < block.length; index += 1) {
    const now = block[index]! + coefficient * one - two;
    two = one;
    one = now;
  }
  const squared = one * one + two * two - coefficient * one * two;
  return (2 * squared) / (block.length * block.length);
};
