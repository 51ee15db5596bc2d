// The primary is killed under load and its synchronous standby takes over: whatever was acknowledged is there.
import { type Recorded } from '@trunkline/event-sourcing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Pool } from 'pg';
import { migrate } from '../postgres/migrate';
import { PostgresEventStore } from '../postgres/postgres-event-store';
import { openPool } from '../postgres/transaction';
import { type RunningPostgres, startPostgres } from '../postgres-server/start-postgres';
import { DatabaseProxy } from './database-proxy';
import { programOf } from './server-programs.double';
import { type FollowingServer, startSynchronousStandby } from './standby.double';
import { lostOf } from './whole-log.double';
import { Writers } from './writers.double';

let dataDir: string;
let primary: RunningPostgres;
let standby: FollowingServer | undefined;
let proxy: DatabaseProxy;
let pool: Pool;
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'trunkline-primary-'));
  primary = await startPostgres({ dataDir, durable: true, env: {} });
  const behind = await DatabaseProxy.before(primary.url);
  proxy = behind.proxy;
  pool = openPool(behind.url);
  await migrate(pool);
});
afterAll(async () => {
  await pool.end();
  await proxy.close();
  await standby?.stop();
  await primary.stop();
  rmSync(dataDir, { recursive: true, force: true });
  if (primary.dataDir !== undefined) rmSync(primary.dataDir, { recursive: true, force: true });
});

/** Reads the log as a consumer does, over the fail-over; ends when it has read up to what the writers wrote last. */
const tail = (store: PostgresEventStore) => {
  const seen: Recorded[] = [];
  let cursor: string | undefined;
  const read = async (): Promise<number> => {
    const page = await store.readAll(cursor, 500).catch(() => undefined);
    if (!page) return 0;
    cursor = page.cursor;
    seen.push(...page.events);
    return page.events.length;
  };
  return { seen, read };
};

describe('a fail-over to the synchronous standby under load', () => {
  it('keeps every acknowledged event, and readers see each event once', async () => {
    // Only a system's packages bring pg_basebackup; CI has them.
    if (programOf(primary, 'pg_basebackup') === undefined) {
      if (process.env.CI === 'true')
        throw new Error('pg_basebackup is not installed, and CI=true requires it');
      console.warn('skipped: pg_basebackup of the server is not installed');
      return;
    }
    standby = await startSynchronousStandby(primary);
    const store = new PostgresEventStore(pool);
    const reader = tail(store);
    const writers = new Writers(store, ['call/a', 'call/b', 'call/c', 'call/d']);
    await writers.acknowledge(200);
    await reader.read();
    if (primary.process) process.kill(primary.process.pid, 'SIGKILL');
    await standby.promote();
    proxy.pointTo(standby.url);
    await writers.acknowledge(200);
    await writers.stop();
    expect(writers.refusals.length).toBeGreaterThan(0);
    expect(await lostOf(store, writers.acknowledged)).toEqual([]);
    while ((await reader.read()) > 0);
    const ids = reader.seen.map(({ eventId }) => eventId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(writers.acknowledged.map(({ eventId }) => eventId)));
  });
});
