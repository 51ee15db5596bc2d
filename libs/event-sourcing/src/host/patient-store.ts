// Store operations with patience: the identical call again while the store is unavailable, up to a bound.
import { type EpochMs } from '../decider';
import { StoreUnavailable } from '../record';
import { type HostLimits, type Scheduler } from './host-contract';
import { type Activity } from './mailbox';

export interface Patience {
  readonly clock: () => EpochMs;
  readonly scheduler: Scheduler;
  readonly limits: HostLimits;
  readonly activity: Activity;
}

/** Safe for append as well: a retry that finds its own rows is answered as the first try would have been. */
export const withPatience = async <T>(patience: Patience, operation: () => Promise<T>): Promise<T> => {
  const { clock, limits } = patience;
  const untilMs = clock() + limits.patienceMsMax;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await operation();
    } catch (error) {
      const isLast = attempt >= limits.attemptsMax || clock() >= untilMs;
      if (!(error instanceof StoreUnavailable) || isLast) throw error;
    }
    await pause(patience, attempt);
  }
};

const pause = ({ clock, scheduler, limits, activity }: Patience, attempt: number): Promise<void> =>
  new Promise((resolve) => {
    const delayMs = Math.min(limits.backoffMs * 2 ** (attempt - 1), limits.backoffMsMax);
    // While time has to pass the host is idle: a simulated clock moves on only then.
    scheduler.schedule(clock() + delayMs, () => {
      activity.begin();
      resolve();
    });
    activity.end();
  });
