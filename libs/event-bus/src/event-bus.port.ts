// Carries appended events to those who fold or act on them: at least once, in order per call.
import { type Recorded } from '@trunkline/event-sourcing';

export interface BusFault {
  readonly kind: 'handler-failed' | 'parked' | 'bus-failed';
  readonly consumer: string;
  /** The event at hand, where there is one. */
  readonly event?: Recorded;
  readonly error: unknown;
}

export interface EventSubscription {
  /** The consumer group: its members share one position in the log, one of them reads at a time per call. */
  readonly consumer: string;
  /**
   * An event may come twice, late, or after a restart. Events of one call come one after the other, of different
   * calls side by side. A rejection makes the same event come again, after a pause, before its successors.
   */
  handler(event: Recorded): Promise<void>;
  /** Where a group without a position begins. Default `beginning`. */
  readonly from?: 'beginning' | 'end';
  /** Only events of these stream categories are handed over. Default: all. */
  readonly categories?: readonly string[];
  /** Calls whose events are handled side by side. Default 16. */
  readonly inFlightMax?: number;
  /**
   * After so many rejections the event is parked: reported, and passed over. A carrier that keeps parked events parks
   * what comes later of the call behind it, so that they can be handed over again in order. Default: never, the event
   * holds up its call.
   */
  readonly attemptsMax?: number;
  onFault?(fault: BusFault): void;
}

export interface Subscription {
  /** Resolves when no handler runs any more; what was handled is not forgotten. */
  stop(): Promise<void>;
}

export interface EventBus {
  /** Rejects with StoreUnavailable, or what else the carrier says, when it cannot begin. */
  subscribe(subscription: EventSubscription): Promise<Subscription>;
}

/** The other end, where the carrier is not the log itself: the relay hands over what it reads there, in order. */
export interface EventPublisher {
  /** Resolves when the carrier has taken all of them; a rejection may have let some through. */
  publish(events: readonly Recorded[]): Promise<void>;
}
