// The service put together: the projection of calls, replay, and what the HTTP side and the command line ask of both.
import { type EventBus } from '@trunkline/event-bus';
import { type EventStore } from '@trunkline/event-sourcing';
import { type PostgresInbox, type SnapshotStore } from '@trunkline/event-store';
import { type Logger } from '@trunkline/runtime';
import { type Pool } from 'pg';

export interface TraceOptions {
  readonly store: EventStore;
  readonly snapshots: SnapshotStore;
  readonly bus: EventBus;
  readonly inbox: PostgresInbox;
  /** The database of the record; the table of calls lives in its schema `trace`. Stays the caller's to close. */
  readonly pool: Pool;
  readonly recordingsDir: string;
  /** What callers said is shown to those who bear this key. */
  readonly traceKey: string;
  readonly log?: Logger;
}

export interface TraceService {
  readonly recordingsDir: string;
  readonly traceKey: string;
  close(): Promise<void>;
}

/** Rejects with StoreUnavailable when the record cannot be read. */
export const serveTrace = async (options: TraceOptions): Promise<TraceService> => ({
  recordingsDir: options.recordingsDir,
  traceKey: options.traceKey,
  close: async () => undefined,
});
