// A window as slices of time: which are counted at an instant, and which one counts now.
import { type RateWindow } from './counters.port';

const SLIDING_SLICES = 10;

export interface Slices {
  readonly current: number;
  readonly oldest: number;
  /** When nothing of the current slice can be counted any more, from now. */
  readonly ttlMs: number;
}

/** `lengthMs` shorter than one slice per millisecond counts as if it were that long. */
export const slicesAt = (window: RateWindow, nowMs: number): Slices => {
  const count = sliceCount(window);
  const current = Math.floor(nowMs / sliceMs(window));
  return { current, oldest: current - count + 1, ttlMs: sliceMs(window) * count };
};

export const sliceCount = ({ kind }: RateWindow): number => (kind === 'fixed' ? 1 : SLIDING_SLICES);

export const sliceMs = (window: RateWindow): number =>
  Math.max(1, Math.ceil(window.lengthMs / sliceCount(window)));
