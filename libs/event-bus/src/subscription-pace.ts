// The pace of one subscription: pauses that end early when there is news or when it stops.
import { type Pace } from './offering';

export class SubscriptionPace implements Pace {
  private readonly sleepers = new Set<() => void>();
  private stopped = false;
  private hasNews = false;

  isStopped(): boolean {
    return this.stopped;
  }

  /** Ends the present news pause, or the next one if none is running. */
  wake = (): void => {
    this.hasNews = true;
    for (const sleeper of this.sleepers) sleeper();
  };

  stop(): void {
    this.stopped = true;
    for (const sleeper of this.sleepers) sleeper();
  }

  pause(ms: number): Promise<void> {
    return this.sleep(ms, () => this.stopped);
  }

  untilStopped(): Promise<void> {
    return this.sleep(undefined, () => this.stopped);
  }

  /** Without a time it waits for news alone. */
  async news(ms?: number): Promise<void> {
    await this.sleep(ms, () => this.stopped || this.hasNews);
    this.hasNews = false;
  }

  private sleep(ms: number | undefined, isOver: () => boolean): Promise<void> {
    if (isOver()) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.sleepers.delete(check);
        resolve();
      };
      const check = (): void => {
        if (isOver()) end();
      };
      const timer = ms === undefined ? undefined : setTimeout(end, ms);
      this.sleepers.add(check);
    });
  }
}
