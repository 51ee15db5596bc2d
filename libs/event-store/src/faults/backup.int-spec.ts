// Backups as docs/operate/backup.md makes them: restored on a fresh server, verified, and continued.
import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Pool } from 'pg';
import { migrate } from '../postgres/migrate';
import { PostgresEventStore } from '../postgres/postgres-event-store';
import { openPool } from '../postgres/transaction';
import { type RunningPostgres, startPostgres } from '../postgres-server/start-postgres';
import { appendAt } from '../record.double';
import { verifyRecord } from '../verify-record/verify-record';
import { programOf, run } from './server-programs.double';
import { serverFolder, startOn } from './standby.double';

const CALLS = 20;
const folders: string[] = [];
const servers: RunningPostgres[] = [];
const closing: (() => Promise<void>)[] = [];

const start = async (): Promise<{ server: RunningPostgres; pool: Pool }> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'trunkline-backup-'));
  const server = await startPostgres({ dataDir, durable: false, env: {} });
  servers.push(server);
  folders.push(dataDir, ...(server.dataDir === undefined ? [] : [server.dataDir]));
  const pool = openPool(server.url);
  closing.push(() => pool.end());
  return { server, pool };
};

const folder = (): string => {
  const made = serverFolder();
  folders.push(made);
  return made;
};

let source: { server: RunningPostgres; pool: Pool };
let store: PostgresEventStore;
beforeAll(async () => {
  source = await start();
  await migrate(source.pool);
  store = new PostgresEventStore(source.pool);
  for (let call = 0; call < CALLS; call += 1) {
    for (let version = 0; version < 5; version += 1) await store.append(appendAt(`call/${call}`, version));
  }
});
afterAll(async () => {
  for (const close of closing.reverse()) await close();
  for (const server of servers) await server.stop();
  for (const path of folders) rmSync(path, { recursive: true, force: true });
});

const hasPrograms = (): boolean => {
  if (programOf(source.server, 'pg_dump') !== undefined) return true;
  if (process.env.CI === 'true') throw new Error('pg_dump is not installed, and CI=true requires it');
  console.warn('skipped: the programs of the server are not installed');
  return false;
};

const INTACT = { kind: 'intact', streams: CALLS, events: CALLS * 5 };

describe('a dump', () => {
  it('restored into a fresh server is verified, continued, and read on from where consumers stood', async () => {
    if (!hasPrograms()) return;
    const half = await store.readAll(undefined, 37);
    await source.pool.query(`insert into bus_cursor values ('projection', $1)`, [half.cursor]);
    const dump = join(folder(), 'record.dump');
    await run(source.server, 'pg_dump', ['-d', source.server.url, '-Fc', '-f', dump]);
    const fresh = await start();
    await run(fresh.server, 'pg_restore', [
      '-d',
      fresh.server.url,
      '--no-owner',
      '--exit-on-error',
      '-1',
      dump,
    ]);
    // The old server gave ids that the fresh one has not reached.
    expect(await verifyRecord(fresh.pool)).toEqual({ kind: 'broken', reason: 'log-ahead' });
    expect(await migrate(fresh.pool)).toBe(0);
    expect(await verifyRecord(fresh.pool)).toEqual(INTACT);

    const restored = new PostgresEventStore(fresh.pool);
    const { events } = await restored.readAll(undefined, 1_000);
    expect(events).toEqual((await store.readAll(undefined, 1_000)).events);
    expect((await restored.append(appendAt('call/3', 5))).kind).toBe('appended');
    expect(await restored.append(appendAt('call/3', 4))).toMatchObject({ kind: 'appended' });
    expect((await restored.append(appendAt('call/new', 0))).kind).toBe('appended');
    const rest = await restored.readAll(half.cursor, 1_000);
    expect(rest.events).toHaveLength(CALLS * 5 - 37 + 2);
    expect(rest.events.slice(-2).map(({ stream, version }) => [stream, version])).toEqual([
      ['call/3', 5],
      ['call/new', 0],
    ]);
    // Once is enough.
    expect(await migrate(fresh.pool)).toBe(0);
    expect((await restored.readAll(rest.cursor, 10)).events).toEqual([]);
    expect((await verifyRecord(fresh.pool)).kind).toBe('intact');
  });
});

describe('a base backup with the write-ahead log', () => {
  it('is brought to a moment after it was taken, and no further', async () => {
    if (!hasPrograms()) return;
    const [backup, archive] = [folder(), folder()];
    const cluster = join(backup, 'cluster');
    await run(source.server, 'pg_basebackup', [
      '-d',
      source.server.url,
      '-D',
      cluster,
      '-X',
      'none',
      '-c',
      'fast',
    ]);
    await store.append(appendAt('call/before-the-moment', 0));
    const { rows } = await source.pool.query<{ moment: string }>('select clock_timestamp()::text as moment');
    await store.append(appendAt('call/after-the-moment', 0));
    await source.pool.query('select pg_switch_wal()');
    archiveLog(archive);
    writeFileSync(join(cluster, 'recovery.signal'), '');
    const restored = await startOn(source.server, cluster, [
      `restore_command=cp ${archive}/%f %p`,
      `recovery_target_time=${rows[0]?.moment}`,
      'recovery_target_action=promote',
    ]);
    closing.push(() => restored.stop());
    await restored.untilWritable();
    const pool = openPool(restored.url);
    closing.push(() => pool.end());
    expect(await verifyRecord(pool)).toMatchObject({ kind: 'intact' });
    const there = new PostgresEventStore(pool);
    expect((await there.read('call/before-the-moment')).version).toBe(0);
    expect((await there.read('call/after-the-moment')).version).toBe(-1);
    expect((await there.append(appendAt('call/after-the-moment', 0))).kind).toBe('appended');
  });
});

/** What archive_command does, segment by segment. */
const archiveLog = (archive: string): void => {
  const log = join(source.server.dataDir ?? '', 'made', 'cluster', 'pg_wal');
  for (const name of readdirSync(log)) {
    if (/^[0-9A-F]{24}/.test(name)) copyFileSync(join(log, name), join(archive, name));
  }
};
