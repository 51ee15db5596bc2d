// Carries the record to a broker: the one instance that leads publishes in order and remembers how far it came.
import { type LogCursor, type Recorded } from '@trunkline/event-sourcing';
import { type Lead } from '@trunkline/event-store';
import { backoffMs } from '../backoff';
import { SubscriptionPace } from '../subscription-pace';
import {
  type Backlog,
  backlogIs,
  eventsPublished,
  NO_BACKLOG,
  relayFailed,
  relayLeads,
} from './observations';
import { type RelayOptions } from './relay-options';

const POLL_MS = 250;
const PAGE_MAX = 200;
/** How often another instance looks whether the leader is gone. */
const FOLLOW_MS = 1_000;
/** How far a backlog is counted: pages of so many events. */
const COUNTED_PAGES_MAX = 5;
const COUNTED_PAGE = 1_000;

/**
 * At least once: what was published and not remembered is published again. A failure gives up the lead, so that an
 * instance that reaches the broker can take it, and reads again from the cursor.
 */
export class RecordRelay {
  private readonly pace = new SubscriptionPace();
  private failuresInARow = 0;
  private running: Promise<void> | undefined;
  private unlisten: (() => Promise<void>) | undefined;

  constructor(private readonly options: RelayOptions) {}

  /** Resolves when it offers itself. Rejects with StoreUnavailable. */
  async start(): Promise<void> {
    this.unlisten = await this.options.signal.onAppend(this.pace.wake);
    eventsPublished(0);
    relayFailed(0);
    this.stepBack();
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.pace.stop();
    await this.running;
    await this.unlisten?.();
    this.stepBack();
  }

  private async run(): Promise<void> {
    while (!this.pace.isStopped()) {
      try {
        await this.leadOrFollow();
      } catch (error) {
        this.failuresInARow += 1;
        relayFailed();
        this.report(error);
        await this.pace.pause(backoffMs(this.failuresInARow, Math.random()));
      }
    }
  }

  private async leadOrFollow(): Promise<void> {
    const lead = await this.options.cursors.lead(this.options.name);
    if (!lead) {
      this.stepBack();
      await this.pace.pause(FOLLOW_MS);
      return;
    }
    try {
      relayLeads(true);
      await this.follow(lead);
    } finally {
      relayLeads(false);
      await lead.release();
    }
  }

  private async follow(lead: Lead): Promise<void> {
    const { log, pageMax = PAGE_MAX, pollMs = POLL_MS } = this.options;
    let cursor = await lead.load();
    while (!this.pace.isStopped()) {
      const page = await log.readAll(cursor, pageMax);
      if (page.events.length === 0) {
        backlogIs(NO_BACKLOG);
        await this.pace.news(pollMs);
        continue;
      }
      backlogIs(backlogOf(page.events));
      await this.publish(page.events, cursor);
      cursor = page.cursor;
      await lead.save(cursor);
      eventsPublished(page.events.length);
      this.failuresInARow = 0;
    }
  }

  private async publish(events: readonly Recorded[], cursor: LogCursor | undefined): Promise<void> {
    try {
      await this.options.publisher.publish(events);
    } catch (error) {
      await this.measureBacklog(cursor);
      throw error;
    }
  }

  private async measureBacklog(after: LogCursor | undefined): Promise<void> {
    const events: Recorded[] = [];
    let cursor = after;
    for (let page = 0; page < COUNTED_PAGES_MAX && events.length === page * COUNTED_PAGE; page += 1) {
      const read = await this.options.log.readAll(cursor, COUNTED_PAGE);
      events.push(...read.events);
      cursor = read.cursor;
    }
    backlogIs(backlogOf(events));
  }

  /** What waits is measured by the instance that leads. */
  private stepBack(): void {
    relayLeads(false);
    backlogIs(NO_BACKLOG);
  }

  private report(error: unknown): void {
    try {
      this.options.onFault?.(error);
    } catch {
      return;
    }
  }
}

const backlogOf = (events: readonly Recorded[]): Backlog => {
  const oldest = events[0];
  return { events: events.length, oldestAgeMs: oldest ? Math.max(0, Date.now() - oldest.at) : 0 };
};
