// Whether two people heard each other: each one's words are looked for in what the other one's telephone received.
import { decodeMulaw, parseWav, SAMPLE_RATE_HZ } from '@trunkline/audio';
import { readFile } from 'node:fs/promises';

/** Envelope in steps of 20 ms: what survives a jitter buffer and two codecs. */
const STEP_SAMPLES = SAMPLE_RATE_HZ / 50;
/** Correlation of envelopes above this may be the same speech; that it comes at the delay of the rest proves it. */
const ALIKE_MIN = 0.7;
/** Pieces of 1.2 s: long enough to be told apart, short enough to survive a lost packet beside them. */
const PIECE_STEPS = 60;
const AUDIBLE_LEVEL = 200;
/** This share of the pieces must be found at one delay, give or take what a jitter buffer moves: 120 ms. */
const FOUND_MIN = 0.5;
const DRIFT_STEPS = 6;

export const voicesHeard = async (files: {
  readonly caller: string | undefined;
  readonly human: string | undefined;
}): Promise<readonly string[]> => {
  if (!files.caller || !files.human) return ['a recording of the bridged call is missing'];
  const caller = await envelopes(files.caller);
  const human = await envelopes(files.human);
  return [
    ...(isHeard(human.said, caller.heard) ? [] : ['the caller did not hear the human agent']),
    ...(isHeard(caller.said.slice(-human.heard.length), human.heard)
      ? []
      : ['the human agent did not hear the caller']),
  ];
};

const envelopes = async (file: string) => {
  const wav = parseWav(await readFile(file));
  if (wav.kind === 'invalid') throw new Error(`${file} is no recording: ${wav.why}`);
  const side = (channel: number): number[] => {
    const samples = decodeMulaw(wav.data.filter((_, index) => index % 2 === channel));
    const steps: number[] = [];
    for (let at = 0; at + STEP_SAMPLES <= samples.length; at += STEP_SAMPLES) {
      const sum = samples
        .subarray(at, at + STEP_SAMPLES)
        .reduce((total, sample) => total + Math.abs(sample), 0);
      steps.push(sum / STEP_SAMPLES);
    }
    return steps;
  };
  return { said: side(0), heard: side(1) };
};

/** Half of what was said, piece by piece, is found in what was heard, later by one and the same delay. */
export const isHeard = (said: readonly number[], heard: readonly number[]): boolean => {
  const pieces = piecesOf(smoothed(said));
  const received = smoothed(heard);
  const delays = pieces.map((piece) => delaysOf(piece, received));
  const isAtOnce = (delay: number): boolean =>
    delays.filter((of) => of.some((other) => Math.abs(other - delay) <= DRIFT_STEPS)).length >=
    pieces.length * FOUND_MIN;
  return delays.flat().some(isAtOnce);
};

/** Over 60 ms: the frames of two telephones are not cut at the same samples. */
const smoothed = (levels: readonly number[]): readonly number[] =>
  levels.map((level, index) => ((levels[index - 1] ?? level) + level + (levels[index + 1] ?? level)) / 3);

interface Piece {
  readonly at: number;
  readonly levels: readonly number[];
}

const piecesOf = (said: readonly number[]): readonly Piece[] => {
  const pieces: Piece[] = [];
  for (let at = 0; at + PIECE_STEPS <= said.length;) {
    if ((said[at] ?? 0) > AUDIBLE_LEVEL) {
      pieces.push({ at, levels: said.slice(at, at + PIECE_STEPS) });
      at += PIECE_STEPS;
    } else at += 1;
  }
  return pieces;
};

/** In steps; negative when the recording of what was heard began later. */
const delaysOf = ({ at, levels }: Piece, heard: readonly number[]): readonly number[] => {
  const delays: number[] = [];
  for (let shift = 0; shift + levels.length <= heard.length; shift += 1) {
    if (correlation(levels, heard.slice(shift, shift + levels.length)) >= ALIKE_MIN) delays.push(shift - at);
  }
  return delays;
};

const correlation = (one: readonly number[], other: readonly number[]): number => {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [oneMean, otherMean] = [mean(one), mean(other)];
  let both = 0;
  let oneSquares = 0;
  let otherSquares = 0;
  for (const [index, value] of one.entries()) {
    const a = value - oneMean;
    const b = (other[index] ?? 0) - otherMean;
    both += a * b;
    oneSquares += a * a;
    otherSquares += b * b;
  }
  return oneSquares === 0 || otherSquares === 0 ? 0 : both / Math.sqrt(oneSquares * otherSquares);
};
