// The pool of a command that is run by hand or by a schedule: its address from the environment, its end an exit code.
import { ConfigError, str } from '@trunkline/runtime';
import { readFileSync } from 'node:fs';
import { type Pool } from 'pg';
import { openPool } from './postgres/transaction';

/** Reading a whole record takes longer than an append. */
const STATEMENT_MS = 10 * 60_000;

/** The exit code is 0 when `use` resolves to true. What goes wrong is said on standard error, without the address. */
export const withCommandPool = (name: string, use: (pool: Pool) => Promise<boolean>): void => {
  const run = async (): Promise<boolean> => {
    const pool = openPool(databaseUrl(), { connectionsMax: 2, statementMs: STATEMENT_MS });
    try {
      return await use(pool);
    } finally {
      await pool.end();
    }
  };
  run().then(
    (isWell) => {
      if (!isWell) process.exitCode = 1;
    },
    (error: unknown) => {
      process.stderr.write(`${name}: ${error instanceof Error ? error.message : 'failed'}\n`);
      process.exitCode = 1;
    },
  );
};

const databaseUrl = (): string => {
  const { DATABASE_URL_FILE: file } = process.env;
  if (!file) return str(process.env, 'DATABASE_URL');
  if (process.env.DATABASE_URL)
    throw new ConfigError('config: both DATABASE_URL and DATABASE_URL_FILE are set');
  return readFileSync(file, 'utf8').trim();
};
