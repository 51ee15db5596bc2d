// The service put together: the table of calls kept up with the record, and everything that can be asked about a call.
import { type EventBus } from '@trunkline/event-bus';
import { type EventStore } from '@trunkline/event-sourcing';
import { PostgresCursorStore, type PostgresInbox, type SnapshotStore } from '@trunkline/event-store';
import { silentLogger, type Logger } from '@trunkline/runtime';
import { type Pool, type PoolClient } from 'pg';
import { PostgresCallTable } from './adapters/out/postgres-call-table';
import { CallProjection, CATEGORIES, CONSUMER } from './app/call-projection';
import { Traces } from './app/traces';

export interface TracesOptions {
  readonly store: EventStore;
  readonly snapshots: SnapshotStore;
  readonly inbox: PostgresInbox;
  /** The database of the record; the table of calls lives in its schema `trace`. Stays the caller's to close. */
  readonly pool: Pool;
}

export interface TraceOptions extends TracesOptions {
  readonly bus: EventBus;
  readonly recordingsDir: string;
  /** What callers said is shown to those who bear this key. */
  readonly traceKey: string;
  readonly log?: Logger;
}

export interface TraceService {
  readonly traces: Traces;
  readonly recordingsDir: string;
  readonly traceKey: string;
  close(): Promise<void>;
}

export const TRACE_SERVICE = Symbol('TRACE_SERVICE');

/** For whoever asks without a running platform: `catchUp` first. Rejects with StoreUnavailable. */
export const openTraces = async (options: TracesOptions): Promise<Traces> =>
  tracesOn(options, await projectionOn(options));

/** Keeps the table up with the record until it is closed. Rejects with StoreUnavailable. */
export const serveTrace = async (options: TraceOptions): Promise<TraceService> => {
  const { bus, recordingsDir, traceKey, log = silentLogger } = options;
  const opened = await projectionOn(options);
  const subscription = await bus.subscribe({
    consumer: CONSUMER,
    categories: CATEGORIES,
    handler: opened.projection.handle,
    onFault: ({ kind, error, event }) =>
      log.warn(
        { err: error, fault: kind, stream: event?.stream, version: event?.version },
        'projection fault',
      ),
  });
  return { traces: tracesOn(options, opened), recordingsDir, traceKey, close: () => subscription.stop() };
};

interface Opened {
  readonly table: PostgresCallTable;
  readonly projection: CallProjection<PoolClient>;
}

const projectionOn = async ({ store, inbox, pool }: TracesOptions): Promise<Opened> => {
  const table = await PostgresCallTable.open(pool);
  const cursors = new PostgresCursorStore(pool);
  return { table, projection: new CallProjection({ record: store, inbox, table, cursors }) };
};

const tracesOn = ({ store, snapshots }: TracesOptions, { table, projection }: Opened): Traces =>
  new Traces({ store, snapshots, table, catchUp: () => projection.catchUp() });
