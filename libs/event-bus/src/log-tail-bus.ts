// The bus without a broker: every consumer group tails the log behind its own cursor.
import { type EventStore, type LogCursor } from '@trunkline/event-sourcing';
import { type AppendSignal, type CursorStore, type Lead, type LogEnd } from '@trunkline/event-store';
import { deliver } from './delivery';
import { type EventBus, type EventSubscription, type Subscription } from './event-bus.port';
import { report } from './offering';
import { SubscriptionPace } from './subscription-pace';

export interface LogTailOptions {
  readonly log: Pick<EventStore, 'readAll'> & LogEnd;
  readonly signal: AppendSignal;
  readonly cursors: CursorStore;
  /** Longest time until an event is seen whose signal was lost. Default 250. */
  readonly pollMs?: number;
  /** Events read at once. Default 200. */
  readonly pageMax?: number;
}

const POLL_MS = 250;
const PAGE_MAX = 200;
/** How often another member looks whether the leader is gone. */
const FOLLOW_MS = 1_000;

export class LogTailBus implements EventBus {
  constructor(private readonly options: LogTailOptions) {}

  async subscribe(subscription: EventSubscription): Promise<Subscription> {
    const pace = new SubscriptionPace();
    const unlisten = await this.options.signal.onAppend(pace.wake);
    // A group that begins at the end begins at the end of now, not of whenever its first page is read.
    const start = subscription.from === 'end' ? await this.options.log.logEnd() : undefined;
    const tail = new Tail(this.options, subscription, pace);
    const running = tail.run(start);
    return {
      stop: async () => {
        pace.stop();
        await running;
        await unlisten();
      },
    };
  }
}

class Tail {
  constructor(
    private readonly options: LogTailOptions,
    private readonly subscription: EventSubscription,
    private readonly pace: SubscriptionPace,
  ) {}

  /** Never rejects: what fails is reported and tried again from the saved cursor. */
  async run(start: LogCursor | undefined): Promise<void> {
    while (!this.pace.isStopped()) {
      try {
        await this.leadOrFollow(start);
      } catch (error) {
        report(this.subscription, { kind: 'bus-failed', error });
        await this.pace.pause(FOLLOW_MS);
      }
    }
  }

  private async leadOrFollow(start: LogCursor | undefined): Promise<void> {
    const lead = await this.options.cursors.lead(this.subscription.consumer);
    if (!lead) {
      await this.pace.pause(FOLLOW_MS);
      return;
    }
    try {
      await this.follow(lead, start);
    } finally {
      await lead.release();
    }
  }

  private async follow(lead: Lead, start: LogCursor | undefined): Promise<void> {
    const { log, pollMs = POLL_MS, pageMax = PAGE_MAX } = this.options;
    let cursor = (await lead.load()) ?? start;
    if (cursor !== undefined) await lead.save(cursor);
    while (!this.pace.isStopped()) {
      const page = await log.readAll(cursor, pageMax);
      if (page.events.length === 0) {
        await this.pace.news(pollMs);
        continue;
      }
      if (!(await deliver(this.subscription, page.events, this.pace))) return;
      cursor = page.cursor;
      await lead.save(cursor);
    }
  }
}
