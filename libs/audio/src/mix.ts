// Two voices on one wire: saturating sums.
import { MULAW_VALUES, mulawOf } from './g711';

/** As long as the longer one. */
export const mix = (one: Int16Array, other: Int16Array): Int16Array => {
  const mixed = new Int16Array(Math.max(one.length, other.length));
  for (let index = 0; index < mixed.length; index += 1) {
    mixed[index] = saturate((one[index] ?? 0) + (other[index] ?? 0));
  }
  return mixed;
};

/** Of frames of equal length; the shorter ends the sum. */
export const mixMulaw = (one: Uint8Array, other: Uint8Array): Uint8Array => {
  const mixed = new Uint8Array(Math.min(one.length, other.length));
  for (let index = 0; index < mixed.length; index += 1) {
    mixed[index] = mulawOf(saturate(MULAW_VALUES[one[index]!]! + MULAW_VALUES[other[index]!]!));
  }
  return mixed;
};

const saturate = (value: number): number => Math.max(-32_768, Math.min(32_767, value));
