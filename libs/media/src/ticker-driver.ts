// Drives the shared 20 ms schedule: one timer for all legs, woken early by arriving packets.
import { LATENESS_BOUNDS_MS, Ticker } from '@trunkline/rtp';

export interface Ticked {
  tick(nowMs: number): void;
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
    for (const leg of ticker.due(now)) leg.tick(now);
    plan();
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
      if (pokes === 0 && nextAt !== undefined && options.clock() >= nextAt + 1) run();
    },
    lateness: () => ({ boundsMs: LATENESS_BOUNDS_MS, counts: ticker.lateness.counts }),
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
};
