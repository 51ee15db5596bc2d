// What one human agent's desks are sent: numbered, kept for those who come back, folded for those who have missed it.
import { foldDesk, initialView, type DeskEvent, type DeskView } from '@trunkline/domain/handoff/index';

export interface FeedMessage {
  /** Resumes after this message when given back. */
  readonly id: string;
  readonly event: DeskEvent;
}

export interface FeedLimits {
  readonly keptMax: number;
  readonly listenersMax: number;
}

export const FEED_LIMITS: FeedLimits = { keptMax: 500, listenersMax: 8 };

export class DeskFeed {
  private folded: DeskView = initialView;
  private readonly kept: FeedMessage[] = [];
  private readonly listeners = new Set<(message: FeedMessage) => void>();
  private sequence = 0;

  /** `epoch` tells the numbers of this process from those of one before. */
  constructor(
    private readonly epoch: string,
    private readonly limits: FeedLimits = FEED_LIMITS,
  ) {}

  get view(): DeskView {
    return this.folded;
  }

  get desks(): number {
    return this.listeners.size;
  }

  publish(event: DeskEvent): void {
    const next = foldDesk(this.folded, event);
    if (next === this.folded) return;
    this.folded = next;
    this.sequence += 1;
    const message = { id: this.id(), event };
    this.kept.push(message);
    if (this.kept.length > this.limits.keptMax) this.kept.shift();
    for (const listener of this.listeners) listener(message);
  }

  /** Sends what was missed, or a snapshot, then everything to come. Undefined when too many listen already. */
  open(lastEventId: string | undefined, listener: (message: FeedMessage) => void): (() => void) | undefined {
    if (this.listeners.size >= this.limits.listenersMax) return undefined;
    for (const message of this.missed(lastEventId)) listener(message);
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private missed(lastEventId: string | undefined): readonly FeedMessage[] {
    const snapshot = [{ id: this.id(), event: { type: 'snapshot', view: this.folded } as const }];
    const [epoch, sequence] = (lastEventId ?? '').split('.');
    if (epoch !== this.epoch || sequence === undefined) return snapshot;
    const missing = this.sequence - Number(sequence);
    if (!(missing >= 0) || missing > this.kept.length) return snapshot;
    return missing === 0 ? [] : this.kept.slice(-missing);
  }

  private id(): string {
    return `${this.epoch}.${this.sequence}`;
  }
}
