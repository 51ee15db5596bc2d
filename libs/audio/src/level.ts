// How loud audio is, in dBFS: 0 is a full-scale square wave, a full-scale sine is -3.
import { MULAW_VALUES } from './g711';

/** Reported for digital silence. */
export const LEVEL_DBFS_MIN = -96;

const FULL_SCALE = 32_768;
const MULAW_SQUARES = Float64Array.from(MULAW_VALUES, (value) => value * value);

export const levelOf = (pcm: Int16Array): number => {
  let squares = 0;
  for (let index = 0; index < pcm.length; index += 1) squares += pcm[index]! * pcm[index]!;
  return toDbfs(squares, pcm.length);
};

export const levelOfMulaw = (mulaw: Uint8Array): number => {
  let squares = 0;
  for (let index = 0; index < mulaw.length; index += 1) squares += MULAW_SQUARES[mulaw[index]!]!;
  return toDbfs(squares, mulaw.length);
};

/** The root mean square value of a level. */
export const amplitudeOf = (levelDbfs: number): number => FULL_SCALE * 10 ** (levelDbfs / 20);

const toDbfs = (squares: number, count: number): number => {
  if (squares === 0 || count === 0) return LEVEL_DBFS_MIN;
  return Math.max(LEVEL_DBFS_MIN, 10 * Math.log10(squares / count / (FULL_SCALE * FULL_SCALE)));
};
