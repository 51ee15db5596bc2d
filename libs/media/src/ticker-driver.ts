// Drives the shared 20 ms schedule: one timer for all legs, woken early by arriving packets.
import { LATENESS_BOUNDS_MS, Ticker } from '@trunkline/rtp';

export interface Ticked {
  tick(nowMs: number): void;
  /** A tick threw: the leg is not driven any more; what becomes of it is its own affair. */
  fault?(error: unknown): void;
}

export interface TickerDriver {
  add(leg: Ticked): void;
  remove(leg: Ticked): void;
  /**
   * Called from the receive path: under load the event loop serves sockets before timers, and what is received must
   * not starve what is sent.
   */
  poke(): void;
  lateness(): Lateness;
  stop(): void;
}

export interface Lateness {
  /** Upper bounds, ms, and how many ticks fell at or below each; the last count is above all bounds. */
  readonly boundsMs: readonly number[];
  readonly counts: readonly number[];
}

/** Monotonic milliseconds. */
export type Clock = () => number;

export const monotonicMs: Clock = () => Number(process.hrtime.bigint()) / 1e6;

const POKE_EVERY = 16;

export const driveTicker = (options: { clock: Clock; onLate?: (lateMs: number) => void }): TickerDriver => {
  const ticker = new Ticker<Ticked>();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let pokes = 0;
  const run = (): void => {
    const now = options.clock();
    const dueAt = ticker.nextAtMs();
    if (dueAt !== undefined) options.onLate?.(Math.max(0, now - dueAt));
    for (const leg of ticker.due(now)) visit(leg, now);
    plan();
  };
  /** One leg's fault is its own: the others are due in the same millisecond. */
  const visit = (leg: Ticked, now: number): void => {
    try {
      leg.tick(now);
    } catch (error) {
      ticker.remove(leg);
      leg.fault?.(error);
    }
  };
  const plan = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const nextAt = ticker.nextAtMs();
    if (stopped || nextAt === undefined) return;
    timer = setTimeout(run, Math.max(0, nextAt - options.clock()));
  };
  return {
    add: (leg) => {
      if (stopped) return;
      // The schedule of an empty house stands still: its past is nobody's lateness.
      if (ticker.size === 0) ticker.due(options.clock());
      ticker.add(leg);
      if (ticker.nextAtMs() === undefined) run();
      else plan();
    },
    remove: (leg) => {
      ticker.remove(leg);
    },
    poke: () => {
      pokes = (pokes + 1) % POKE_EVERY;
      const nextAt = ticker.nextAtMs();
      if (pokes === 0 && !stopped && nextAt !== undefined && options.clock() >= nextAt + 1) run();
    },
    lateness: () => ({ boundsMs: LATENESS_BOUNDS_MS, counts: ticker.lateness.counts }),
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
};
