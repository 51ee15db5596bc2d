// How long the event loop keeps things waiting.

export interface LoopDelay {
  /** Since it was asked last, ms. */
  take(): { readonly p50Ms: number; readonly p99Ms: number };
  close(): void;
}
