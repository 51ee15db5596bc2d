// Writers that never give up: each retries the identical append until it is acknowledged, and remembers what was.
import { type Recorded, StoreUnavailable, type EventStore } from '@trunkline/event-sourcing';
import { setTimeout as delay } from 'node:timers/promises';
import { appendAt } from '../record.double';

const RETRY_MS = 20;

export interface Unavailable {
  readonly tookMs: number;
}

export class Writers {
  readonly acknowledged: Recorded[] = [];
  readonly refusals: Unavailable[] = [];
  private isStopped = false;
  private readonly waiting = new Set<{ readonly count: number; readonly resolve: () => void }>();
  private readonly work: Promise<unknown>;

  constructor(
    private readonly store: Pick<EventStore, 'append'>,
    streams: readonly string[],
  ) {
    this.work = Promise.all(streams.map((stream) => this.write(stream)));
    // Whoever stops the writers sees how they ended.
    this.work.catch(() => undefined);
  }

  /** Resolves when so many more appends than now have been acknowledged. */
  acknowledge(more: number): Promise<void> {
    const count = this.acknowledged.length + more;
    const reached = new Promise<void>((resolve) => this.waiting.add({ count, resolve }));
    return Promise.race([reached, this.work.then(() => undefined)]);
  }

  /** Rejects with what a writer met and should not have. */
  async stop(): Promise<void> {
    this.isStopped = true;
    await this.work;
  }

  private async write(stream: string): Promise<void> {
    for (let version = 0; !this.isStopped; version += 1) {
      const appended = await this.appended(stream, version);
      if (appended === undefined) return;
      this.acknowledged.push(...appended);
      this.tell();
    }
  }

  private async appended(stream: string, version: number): Promise<readonly Recorded[] | undefined> {
    while (!this.isStopped) {
      const beganMs = performance.now();
      try {
        const answer = await this.store.append(appendAt(stream, version));
        if (answer.kind !== 'appended') throw new Error(`${stream} ${version}: ${answer.kind}`);
        return answer.events;
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
        this.refusals.push({ tookMs: performance.now() - beganMs });
        await delay(RETRY_MS);
      }
    }
    return undefined;
  }

  private tell(): void {
    for (const each of this.waiting) {
      if (this.acknowledged.length < each.count) continue;
      this.waiting.delete(each);
      each.resolve();
    }
  }
}
