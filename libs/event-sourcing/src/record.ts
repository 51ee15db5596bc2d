// The record as its readers and writers see it: envelopes, inputs, and the port of the store that keeps them.
import { type Event, type EpochMs, type Input } from './decider';

export interface Actor {
  readonly service: string;
  readonly instance: string;
  /** The writer's lease on the stream; the store refuses an older one than it has seen. */
  readonly epoch: number;
}

/** A stored event. `event` is the domain event, its canonical JSON is what the hash covers. */
export interface Recorded<E extends Event = Event> {
  readonly eventId: string;
  readonly tenantId: string;
  readonly callId: string;
  /** `category/id`. */
  readonly stream: string;
  /** 0, 1, 2, ... without a gap. */
  readonly version: number;
  readonly at: EpochMs;
  readonly mediaMs?: number;
  readonly inputId: string;
  readonly causationId: string;
  readonly actor: Actor;
  readonly event: E;
  /** Hex SHA-256 of the event before it in the stream; empty for version 0. */
  readonly prevHash: string;
  readonly hash: string;
}

/** An input as recorded beside the events it led to: what replay feeds to the decider again. */
export interface RecordedInput<I extends Input = Input> {
  readonly stream: string;
  /** Version of its first event. */
  readonly firstVersion: number;
  /** How many events it led to; at least one. */
  readonly count: number;
  readonly input: I;
}

export interface StoredStream<E extends Event = Event, I extends Input = Input> {
  readonly events: readonly Recorded<E>[];
  readonly inputs: readonly RecordedInput<I>[];
  /** Version of the last event, -1 for a stream that does not exist. */
  readonly version: number;
  /** The highest epoch that acquired or appended; 0 for a stream that does not exist. */
  readonly epoch: number;
}

export interface Append<E extends Event = Event, I extends Input = Input> {
  readonly stream: string;
  readonly tenantId: string;
  readonly callId: string;
  /** Version of the last event the writer has folded, -1 for none. */
  readonly expectedVersion: number;
  readonly actor: Actor;
  readonly causationId: string;
  readonly input: I;
  /** At least one. Event ids are `stream#inputId#index`, so a retry of the same append is recognised. */
  readonly events: readonly E[];
  /** True when the stream ends with these events: it leaves the set of open streams. */
  readonly isFinal: boolean;
}

export type Appended<E extends Event = Event> =
  | { readonly kind: 'appended'; readonly events: readonly Recorded<E>[] }
  /** Somebody else appended: reload and decide again. */
  | { readonly kind: 'conflict'; readonly version: number }
  /** This input is already in the stream (a redelivery seen by another writer): nothing was written. */
  | { readonly kind: 'duplicate'; readonly events: readonly Recorded<E>[] }
  /** A newer owner holds the stream: stop acting for it. */
  | { readonly kind: 'fenced'; readonly epoch: number };

/** Where a reader of the whole log stands. Opaque; compares equal only to itself. */
export type LogCursor = string;

export interface LogPage {
  readonly events: readonly Recorded[];
  readonly cursor: LogCursor;
}

/** The record. Adapters: memory, Postgres. Every method may reject with StoreUnavailable. */
export interface EventStore {
  append<E extends Event, I extends Input>(append: Append<E, I>): Promise<Appended<E>>;
  read<E extends Event, I extends Input>(stream: string, fromVersion?: number): Promise<StoredStream<E, I>>;
  /** Takes the lease of a stream: raises its epoch by one and returns it. Works for a stream without events. */
  acquire(stream: string): Promise<number>;
  /** Streams of the category that have events and are not final, oldest first. */
  openStreams(category: string): Promise<readonly string[]>;
  /** Whole log in commit order behind the low-water mark: never skips a slower transaction's rows. */
  readAll(after: LogCursor | undefined, limit: number): Promise<LogPage>;
}

/** The store could not answer in time; nothing is known to be written. `append` may be retried as it is. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}
