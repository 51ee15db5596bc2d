// A window as slices of time: which are counted at an instant, and which one counts now.
import { type RateWindow } from './counters.port';

const SLIDING_SLICES = 10;

export interface Slices {
  readonly current: number;
  readonly oldest: number;
  /** When nothing of the current slice can be counted any more, from now. */
  readonly ttlMs: number;
}

/** `lengthMs` below one slice per millisecond is counted as if it were that long. */
export const slicesAt = ({ kind, lengthMs }: RateWindow, nowMs: number): Slices => {
  const count = kind === 'fixed' ? 1 : SLIDING_SLICES;
  const current = Math.floor(nowMs / sliceMs({ kind, lengthMs }));
  return { current, oldest: current - count + 1, ttlMs: sliceMs({ kind, lengthMs }) * count };
};

export const sliceMs = ({ kind, lengthMs }: RateWindow): number =>
  Math.max(1, Math.ceil(kind === 'fixed' ? lengthMs : lengthMs / SLIDING_SLICES));
