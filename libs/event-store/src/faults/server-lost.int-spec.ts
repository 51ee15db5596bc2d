// The database killed outright and started again: appends fail fast, nothing acknowledged is lost, work goes on.
import { StoreUnavailable } from '@trunkline/event-sourcing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Pool } from 'pg';
import { migrate } from '../postgres/migrate';
import { PostgresEventStore } from '../postgres/postgres-event-store';
import { openPool } from '../postgres/transaction';
import { type RunningPostgres, startPostgres } from '../postgres-server/start-postgres';
import { appendAt } from '../record.double';
import { lostOf } from './whole-log.double';
import { Writers } from './writers.double';

/** What a caller would notice: an append that neither comes nor fails. */
const FAILS_WITHIN_MS = 2_000;
const STREAMS = ['call/a', 'call/b', 'call/c', 'call/d'];

let dataDir: string;
let server: RunningPostgres;
let pool: Pool;
let store: PostgresEventStore;
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'trunkline-lost-'));
  server = await startPostgres({ dataDir, durable: true, env: {} });
  pool = openPool(server.url);
  await migrate(pool);
  store = new PostgresEventStore(pool);
});
afterAll(async () => {
  await pool.end();
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
  if (server.dataDir !== undefined) rmSync(server.dataDir, { recursive: true, force: true });
});

const kill = (): number => {
  if (!server.process) throw new Error('the server is another one');
  process.kill(server.process.pid, 'SIGKILL');
  return server.process.port;
};

const startAgain = async (port: number): Promise<void> => {
  server = await startPostgres({ dataDir, durable: true, port, env: {} });
};

/** Its processes outlive it by a moment, in which they may answer. */
const untilGone = async (): Promise<void> => {
  for (;;) {
    try {
      await pool.query('select 1');
    } catch {
      return;
    }
  }
};

describe('a database that is killed while it is written to', () => {
  it('loses nothing that was acknowledged, and the same pool goes on when it is back', async () => {
    const writers = new Writers(store, STREAMS);
    await writers.acknowledge(100);
    for (let round = 0; round < 3; round += 1) {
      const port = kill();
      await startAgain(port);
      await writers.acknowledge(50);
    }
    await writers.stop();
    expect(writers.refusals.length).toBeGreaterThan(0);
    expect(Math.max(...writers.refusals.map(({ tookMs }) => tookMs))).toBeLessThan(FAILS_WITHIN_MS);
    expect(await lostOf(store, writers.acknowledged)).toEqual([]);
    const { events } = await store.readAll(undefined, 100_000);
    expect(events.length).toBeGreaterThanOrEqual(writers.acknowledged.length);
  });

  it('refuses appends within two seconds while it is away', async () => {
    const port = kill();
    await untilGone();
    for (const stream of STREAMS) {
      const beganMs = performance.now();
      await expect(store.append(appendAt(stream, 1_000_000))).rejects.toThrow(StoreUnavailable);
      expect(performance.now() - beganMs).toBeLessThan(FAILS_WITHIN_MS);
    }
    await startAgain(port);
    expect((await store.append(appendAt('call/after', 0))).kind).toBe('appended');
  });
});

describe('a pool whose connections are all busy', () => {
  it('refuses after a bounded wait, and says that it was the connection', async () => {
    const small = openPool(server.url, { connectionsMax: 1, connectMs: 400 });
    const holder = await small.connect();
    await expect(new PostgresEventStore(small).append(appendAt('call/busy', 0))).rejects.toThrow(
      /no connection to the record became free or came about in time/,
    );
    holder.release();
    expect((await new PostgresEventStore(small).append(appendAt('call/busy', 0))).kind).toBe('appended');
    await small.end();
  });
});
