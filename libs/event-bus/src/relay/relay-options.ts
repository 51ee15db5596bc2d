// What a relay from the record to a carrier stands on.
import { type EventStore } from '@trunkline/event-sourcing';
import { type AppendSignal, type CursorStore } from '@trunkline/event-store';
import { type EventPublisher } from '../event-bus.port';

export interface RelaySource {
  readonly log: Pick<EventStore, 'readAll'>;
  readonly signal: AppendSignal;
  readonly cursors: CursorStore;
}

export interface RelayOptions extends RelaySource {
  readonly publisher: EventPublisher;
  /** Names the cursor and the lead: one for each carrier that is fed. */
  readonly name: string;
  /** Longest time until an event is seen whose signal was lost. Default 250. */
  readonly pollMs?: number;
  /** Events published at once. Default 200. */
  readonly pageMax?: number;
  onFault?(error: unknown): void;
}
