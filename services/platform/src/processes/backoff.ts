// How long to wait before a process that ended is started again: longer each time, short again once it has stood.
export interface Backoff {
  /** The wait before the next start, ms. */
  next(stoodMs: number): number;
}

const FIRST_MS = 250;
const MS_MAX = 10_000;
/** A process that has stood so long did not end because of its start. */
const STOOD_MS_MIN = 30_000;

export const createBackoff = (): Backoff => {
  let waitMs = FIRST_MS;
  return {
    next: (stoodMs) => {
      if (stoodMs >= STOOD_MS_MIN) waitMs = FIRST_MS;
      const now = waitMs;
      waitMs = Math.min(waitMs * 2, MS_MAX);
      return now;
    },
  };
};
