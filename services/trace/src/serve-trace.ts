// The service put together: the table of calls kept up with the record, and everything that can be asked about a call.
import { type EventBus } from '@trunkline/event-bus';
import { type EventStore } from '@trunkline/event-sourcing';
import {
  expiredCalls,
  PostgresCursorStore,
  type PostgresInbox,
  type SnapshotStore,
  wholeCall,
  type WhichCall,
} from '@trunkline/event-store';
import { silentLogger, type Logger } from '@trunkline/runtime';
import { type Pool, type PoolClient } from 'pg';
import { FolderRecordings } from './adapters/out/folder-recordings';
import { PostgresCallTable } from './adapters/out/postgres-call-table';
import { CallProjection, CATEGORIES, CONSUMER } from './app/call-projection';
import { sweepExpired, type SweepResult } from './app/expiry-sweep';
import { judgeEnded, type JudgeResult } from './app/judge-ended';
import { startJudgeRounds } from './app/judge-rounds';
import { replayStreams } from './app/replay';
import { startSweepRounds } from './app/sweep-rounds';
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
  /** Lets go of what is kept of expired calls; happens by itself once an hour. Rejects with StoreUnavailable. */
  sweep(signal?: AbortSignal): Promise<SweepResult>;
  /** Judges the calls that have ended by the invariants; happens by itself four times a minute. Rejects likewise. */
  judge(signal?: AbortSignal): Promise<JudgeResult>;
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
  const sweep = sweeperOn(options, opened);
  const judge = judgeOn({ ...options, log }, opened);
  const chance = Math.random();
  const rounds = [
    startSweepRounds({ sweep, recordingsDir, log, chance }),
    startJudgeRounds({ judge, log, chance }),
  ];
  return {
    traces: tracesOn(options, opened),
    recordingsDir,
    traceKey,
    sweep,
    judge,
    close: async () => {
      await Promise.all([...rounds.map((each) => each.stop()), subscription.stop()]);
    },
  };
};

const sweeperOn = ({ store, pool, recordingsDir }: TraceOptions, { table }: Opened) => {
  const deps = {
    record: store,
    expired: (query: { sinceMs: number; limit: number }) => expiredCalls(pool, query),
    cursors: new PostgresCursorStore(pool),
    table,
    recordings: new FolderRecordings(recordingsDir),
  };
  return (signal?: AbortSignal): Promise<SweepResult> => sweepExpired(deps, signal);
};

const judgeOn = (
  { store, pool, snapshots, log }: TracesOptions & { readonly log: Logger },
  { table }: Opened,
): TraceService['judge'] => {
  const deps = {
    table,
    wholeCall: (which: WhichCall) => wholeCall(pool, which),
    snapshots,
    replay: (streams: readonly string[]) => replayStreams({ store, snapshots }, streams),
    cursors: new PostgresCursorStore(pool),
    clock: () => Date.now(),
    log,
  };
  return (signal) => judgeEnded(deps, signal);
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
