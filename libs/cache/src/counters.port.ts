// How often something happened of late: for rate limits, where a number that is too low is a nuisance and no harm.

export interface RateWindow {
  readonly lengthMs: number;
  /**
   * `fixed`: what happened since the last multiple of `lengthMs`. `sliding`: what happened in the present tenth of
   * `lengthMs` and the nine before it.
   */
  readonly kind: 'fixed' | 'sliding';
}

export interface Counters {
  /** Counts `by` (default 1) and answers with the count in the window, these included. */
  increment(key: string, window: RateWindow, by?: number): Promise<number>;
  read(key: string, window: RateWindow): Promise<number>;
}
