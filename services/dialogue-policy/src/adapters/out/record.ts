// The record in Postgres with its bus and the day's spending beside it: what one process of this service needs of it.
import { LogTailBus } from '@trunkline/event-bus';
import { migrate, openPool, PostgresCursorStore, PostgresEventStore } from '@trunkline/event-store';
import { openPostgresDaySpending } from './postgres-day-spending';

/** Brings the schema up to date. Rejects when the database cannot be reached. */
export const openRecord = async (databaseUrl: string) => {
  const pool = openPool(databaseUrl);
  await migrate(pool);
  const store = new PostgresEventStore(pool);
  const bus = new LogTailBus({ log: store, signal: store, cursors: new PostgresCursorStore(pool) });
  const spending = await openPostgresDaySpending(pool, store);
  return { store, snapshots: store, bus, spending, onClose: () => pool.end() };
};
