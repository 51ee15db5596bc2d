// Timers on the wall clock, however far away: Node's own hold at most 2^31-1 ms.
import { type Scheduler } from '@trunkline/event-sourcing';

const WAIT_MS_MAX = 2_147_000_000;

export const timerScheduler = (): Scheduler => ({
  schedule: (at, run) => {
    let timer: NodeJS.Timeout;
    const wait = (): void => {
      const delayMs = Math.max(0, at - Date.now());
      timer = setTimeout(delayMs > WAIT_MS_MAX ? wait : run, Math.min(delayMs, WAIT_MS_MAX));
    };
    wait();
    return () => clearTimeout(timer);
  },
});
