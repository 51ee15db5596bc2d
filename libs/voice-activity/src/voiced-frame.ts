// Cheap reasons why a frame is no voice: it does not rise above the line's noise, or it is a steady tone.

export interface NoiseFloor {
  readonly levelDb: number;
}

export const INITIAL_FLOOR: NoiseFloor = { levelDb: -65 };

const FLOOR_DB_MIN = -75;
const FLOOR_DB_MAX = -30;
const RISE_DB = 0.06; // per frame: 3 dB a second
const FALL_SHARE = 0.3;
const ABOVE_FLOOR_DB = 9;
const AUDIBLE_DB = -52;

/** Follows the line's noise: down quickly, up slowly, so that speech does not lift it much. */
export const nextFloor = (floor: NoiseFloor, frameDb: number): NoiseFloor => {
  const moved =
    frameDb < floor.levelDb
      ? floor.levelDb + (frameDb - floor.levelDb) * FALL_SHARE
      : floor.levelDb + RISE_DB;
  return { levelDb: Math.min(FLOOR_DB_MAX, Math.max(FLOOR_DB_MIN, moved)) };
};

export const risesAbove = (floor: NoiseFloor, frameDb: number): boolean =>
  frameDb > Math.max(AUDIBLE_DB, floor.levelDb + ABOVE_FLOOR_DB);

const ORDER = 4;
const TONE_GAIN_DB = 19;
const STEADY_DB = 1;

/**
 * Whether a frame goes on with one or two sinusoids: four coefficients predict these almost without a rest, and their
 * level stands still. Single frames of a voice can be as predictable, but its level moves.
 */
export const isSteadyTone = (frame: Int16Array, frameDb: number, previousDb: number): boolean =>
  Math.abs(frameDb - previousDb) < STEADY_DB && predictionGainDb(frame) > TONE_GAIN_DB;

/**
 * How much louder a frame is than what four coefficients leave unexplained. Solved by the covariance method, which
 * needs no window and so loses nothing at the edges.
 */
export const predictionGainDb = (frame: Int16Array): number => {
  const products = covariance(frame);
  const energy = products[0]?.[0] ?? 0;
  if (energy <= 0) return 0;
  const residual = residualEnergy(products);
  return 10 * Math.log10(energy / Math.max(residual, energy * 1e-9));
};

const covariance = (frame: Int16Array): number[][] =>
  Array.from({ length: ORDER + 1 }, (_, row) =>
    Array.from({ length: ORDER + 1 }, (_, column) => {
      let sum = row === column ? 1e-3 : 0;
      for (let n = ORDER; n < frame.length; n++) sum += (frame[n - row] ?? 0) * (frame[n - column] ?? 0);
      return sum;
    }),
  );

// Gaussian elimination from the oldest lag down; what is left at [0][0] is the energy that prediction cannot explain.
const residualEnergy = (matrix: number[][]): number => {
  for (let pivot = ORDER; pivot > 0; pivot--) {
    const pivotRow = matrix[pivot] ?? [];
    const diagonal = pivotRow[pivot] ?? 0;
    if (diagonal <= 1e-6) continue;
    for (let row = 0; row < pivot; row++) eliminate(matrix[row] ?? [], pivotRow, pivot);
  }
  return matrix[0]?.[0] ?? 0;
};

const eliminate = (row: number[], pivotRow: readonly number[], pivot: number): void => {
  const factor = (row[pivot] ?? 0) / (pivotRow[pivot] ?? 1);
  for (let column = 0; column <= pivot; column++)
    row[column] = (row[column] ?? 0) - factor * (pivotRow[column] ?? 0);
};
