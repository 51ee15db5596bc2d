// The record in Postgres, opened for the lines; nothing else of the media plane knows a database.
import { migrate, openPool, PostgresEventStore } from '@trunkline/event-store';
import { type EventStore } from '@trunkline/event-sourcing';

export interface OpenRecord {
  readonly store: EventStore;
  close(): Promise<void>;
}

export interface RecordSettings {
  readonly databaseUrl: string;
  /** Bring the schema forward. */
  readonly migrates: boolean;
}

/** Rejects when the database cannot be reached or has another schema. */
export const openRecord = async ({ databaseUrl, migrates }: RecordSettings): Promise<OpenRecord> => {
  const pool = openPool(databaseUrl);
  try {
    if (migrates) await migrate(pool);
  } catch (error) {
    await pool.end();
    throw error;
  }
  return { store: new PostgresEventStore(pool), close: () => pool.end() };
};
