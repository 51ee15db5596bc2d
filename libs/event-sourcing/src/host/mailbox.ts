// The mailbox of one stream: jobs one after the other, bounded, and a count of the work that is under way.
import { MailboxFull } from './host-contract';

/** Counts running and waiting jobs over all mailboxes; a job that waits for time to pass does not count. */
export class Activity {
  private active = 0;
  private waiters: (() => void)[] = [];

  begin(): void {
    this.active += 1;
  }

  end(): void {
    this.active -= 1;
    if (this.active > 0) return;
    const released = this.waiters;
    this.waiters = [];
    for (const release of released) release();
  }

  /** Resolves at once when nothing is active. */
  async idle(): Promise<void> {
    // Work may begin again between a release and its waiter's turn.
    while (this.active > 0) await new Promise<void>((release) => this.waiters.push(release));
  }
}

export class Mailbox {
  private readonly waiting: (() => Promise<void>)[] = [];
  private isRunning = false;

  constructor(
    private readonly sizeMax: number,
    private readonly activity: Activity,
    private readonly onDrained: () => void,
  ) {}

  /** Rejects with MailboxFull when too much waits already. */
  async post<T>(job: () => Promise<T>): Promise<T> {
    if (this.waiting.length >= this.sizeMax) throw new MailboxFull(`${this.sizeMax} inputs wait already`);
    return this.postAlways(job);
  }

  /** For jobs whose number has a bound elsewhere: timers, recovery. */
  postAlways<T>(job: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.waiting.push(() => job().then(resolve, reject));
      this.activity.begin();
      if (!this.isRunning) void this.drain();
    });
  }

  private async drain(): Promise<void> {
    this.isRunning = true;
    for (let next = this.waiting.shift(); next; next = this.waiting.shift()) {
      await next();
      if (this.waiting.length === 0) this.onDrained();
      this.activity.end();
    }
    this.isRunning = false;
  }
}
