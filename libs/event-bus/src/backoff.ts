// How long to wait after the n-th failure in a row: longer each time, up to a bound, and not all at once.

const FIRST_MS = 100;
const MS_MAX = 10_000;

/** `chance` in 0..1 spreads those who failed together: between half and the whole of the wait. */
export const backoffMs = (failures: number, chance: number): number => {
  const wholeMs = Math.min(MS_MAX, FIRST_MS * 2 ** Math.min(failures - 1, 20));
  return Math.round(wholeMs * (0.5 + chance / 2));
};
