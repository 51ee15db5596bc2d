// Timers of the process as the host's scheduler.
import { type EpochMs, type Scheduler } from '@trunkline/event-sourcing';

/** Timers of Node hold at most 2^31-1 ms; a longer wait is taken in parts. */
const PART_MS_MAX = 2_147_000_000;

export const wallScheduler = (clock: () => EpochMs): Scheduler => ({
  schedule: (at, run) => {
    let timer: NodeJS.Timeout;
    const wait = (): void => {
      const delayMs = Math.max(0, at - clock());
      timer = setTimeout(delayMs > PART_MS_MAX ? wait : run, Math.min(delayMs, PART_MS_MAX));
    };
    wait();
    return () => clearTimeout(timer);
  },
});
