// The record of a data folder: its Postgres, started when nobody has started it, and the stores on it.
import { type EventBus, LogTailBus } from '@trunkline/event-bus';
import {
  migrate,
  openPool,
  PostgresCursorStore,
  PostgresEventStore,
  PostgresInbox,
  startPostgres,
} from '@trunkline/event-store';
import { join } from 'node:path';
import { type Pool } from 'pg';

export interface OpenRecord {
  readonly pool: Pool;
  readonly store: PostgresEventStore;
  readonly bus: EventBus;
  readonly cursors: PostgresCursorStore;
  readonly inbox: PostgresInbox;
  close(): Promise<void>;
}

export interface RecordOptions {
  readonly dataDir: string;
  /** False trades the survival of a power cut for speed. */
  readonly durable: boolean;
  readonly log?: (message: string) => void;
}

const CONNECTIONS_MAX = 12;

/** Rejects with an Error that says what is missing and what to do. */
export const openRecord = async (options: RecordOptions): Promise<OpenRecord> => {
  const server = await startPostgres({
    dataDir: join(options.dataDir, 'postgres'),
    durable: options.durable,
    ...(options.log ? { log: options.log } : {}),
  });
  const pool = openPool(server.url, { connectionsMax: CONNECTIONS_MAX });
  try {
    await migrate(pool);
  } catch (error) {
    await pool.end();
    await server.stop();
    throw error;
  }
  const store = new PostgresEventStore(pool);
  const cursors = new PostgresCursorStore(pool);
  return {
    pool,
    store,
    cursors,
    bus: new LogTailBus({ log: store, signal: store, cursors }),
    inbox: new PostgresInbox(pool),
    close: async () => {
      await pool.end();
      await server.stop();
    },
  };
};
