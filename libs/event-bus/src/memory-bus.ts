// The bus within one process: what is published is handed over as soon as its turn comes, without polls.
import { type Recorded } from '@trunkline/event-sourcing';
import { deliver } from './delivery';
import {
  type EventBus,
  type EventPublisher,
  type EventSubscription,
  type Subscription,
} from './event-bus.port';
import { SubscriptionPace } from './subscription-pace';

export interface MemoryBusOptions {
  /** Events kept for groups that begin late or lag; the oldest is dropped first and counted. Default 100 000. */
  readonly keptMax?: number;
}

interface Group {
  /** Position in all that was ever published. */
  next: number;
  leader: object | undefined;
}

const KEPT_MAX = 100_000;
const BATCH_MAX = 200;

export class MemoryBus implements EventBus, EventPublisher {
  private readonly kept: Recorded[] = [];
  private readonly groups = new Map<string, Group>();
  private readonly paces = new Set<SubscriptionPace>();
  private droppedCount = 0;

  constructor(private readonly options: MemoryBusOptions = {}) {}

  /** Events that left the buffer; a group that had not handled them yet has missed them. */
  get dropped(): number {
    return this.droppedCount;
  }

  async publish(events: readonly Recorded[]): Promise<void> {
    this.kept.push(...events);
    const excess = this.kept.length - (this.options.keptMax ?? KEPT_MAX);
    if (excess > 0) this.droppedCount += this.kept.splice(0, excess).length;
    for (const pace of this.paces) pace.wake();
  }

  async subscribe(subscription: EventSubscription): Promise<Subscription> {
    const pace = new SubscriptionPace();
    this.paces.add(pace);
    const running = this.run(subscription, pace, this.group(subscription));
    return {
      stop: async () => {
        pace.stop();
        await running;
        this.paces.delete(pace);
      },
    };
  }

  private async run(subscription: EventSubscription, pace: SubscriptionPace, group: Group): Promise<void> {
    while (!pace.isStopped()) {
      group.leader ??= pace;
      const events = group.leader === pace ? this.after(group) : [];
      if (events.length === 0) await pace.news();
      else if (await deliver(subscription, events, pace)) group.next += events.length;
    }
    if (group.leader !== pace) return;
    group.leader = undefined;
    for (const other of this.paces) other.wake();
  }

  private after(group: Group): readonly Recorded[] {
    group.next = Math.max(group.next, this.droppedCount);
    const from = group.next - this.droppedCount;
    return this.kept.slice(from, from + BATCH_MAX);
  }

  private group({ consumer, from }: EventSubscription): Group {
    const known = this.groups.get(consumer);
    if (known) return known;
    const next = from === 'end' ? this.droppedCount + this.kept.length : this.droppedCount;
    const created: Group = { next, leader: undefined };
    this.groups.set(consumer, created);
    return created;
  }
}
