// Timers of the wall clock for the host; a wait longer than a timer can be is taken in steps.
import { type Scheduler } from '@trunkline/event-sourcing';

const TIMER_MS_MAX = 2 ** 31 - 1;

export const timerScheduler = (clock: () => number): Scheduler => ({
  schedule: (at, run) => {
    let timer: NodeJS.Timeout;
    const wait = (): void => {
      const leftMs = at - clock();
      timer = leftMs > TIMER_MS_MAX ? setTimeout(wait, TIMER_MS_MAX) : setTimeout(run, Math.max(0, leftMs));
    };
    wait();
    return () => clearTimeout(timer);
  },
});
