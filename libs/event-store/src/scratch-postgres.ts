// A database to throw away, with its schema in place: for tests and benchmarks.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, type Pool } from 'pg';
import { migrate } from './postgres/migrate';
import { type Migration } from './postgres/migrations';
import { openPool, type PoolOptions } from './postgres/transaction';
import { startPostgres } from './postgres-server/start-postgres';

export interface ScratchPostgres {
  readonly url: string;
  readonly pool: Pool;
  stop(): Promise<void>;
}

export interface ScratchOptions extends PoolOptions {
  readonly durable?: boolean;
  /** The schema's steps; all of them when absent. */
  readonly migrations?: readonly Migration[];
}

/** A server of its own, or a new database on the server of DATABASE_URL. */
export const scratchPostgres = async (options: ScratchOptions = {}): Promise<ScratchPostgres> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'trunkline-scratch-'));
  const server = await startPostgres({ dataDir, durable: options.durable ?? false });
  const database = `scratch_${randomUUID().replaceAll('-', '')}`;
  await execute(server.url, `create database ${database}`);
  const url = new URL(server.url);
  url.pathname = `/${database}`;
  const pool = openPool(url.href, options);
  await migrate(pool, options.migrations);
  return {
    url: url.href,
    pool,
    stop: async () => {
      await pool.end();
      if (server.kind === 'external') await execute(server.url, `drop database ${database} with (force)`);
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
      if (server.dataDir !== undefined) rmSync(server.dataDir, { recursive: true, force: true });
    },
  };
};

const execute = async (url: string, sql: string): Promise<void> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
};
