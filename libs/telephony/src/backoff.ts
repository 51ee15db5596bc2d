// How long to wait before the next attempt: longer each time up to a bound, and never in step with others.

export interface Backoff {
  readonly firstMs: number;
  readonly msMax: number;
}

/** `attempt` counts from 1; `chance` lies in 0..1. Between half of the wait and the whole of it. */
export const backoffMs = (attempt: number, chance: number, { firstMs, msMax }: Backoff): number => {
  const waitMs = Math.min(msMax, firstMs * 2 ** Math.min(attempt - 1, 30));
  return Math.round(waitMs * (0.5 + chance / 2));
};
