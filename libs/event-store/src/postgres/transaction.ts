// A pool with bounds, and a transaction on it.
import { Client, Pool, type PoolClient } from 'pg';
import { translated } from './failures';

export interface PoolOptions {
  readonly connectionsMax?: number;
  /** For one that becomes free, or comes about. */
  readonly connectMs?: number;
  /** Server side; the client waits a little longer before it gives the connection up. */
  readonly statementMs?: number;
  /** Waiting for another transaction's rows or tables. */
  readonly lockMs?: number;
  readonly idleInTransactionMs?: number;
  /** Narrows every connection to this tenant, where the database's roles keep tenants apart. */
  readonly tenantId?: string;
  readonly onConnectionLost?: (error: Error) => void;
}

const ANSWER_SLACK_MS = 1_000;
const KEEP_ALIVE_MS = 5_000;

export const openPool = (url: string, options: PoolOptions = {}): Pool => {
  const {
    connectionsMax = 8,
    connectMs = 1_500,
    statementMs = 5_000,
    lockMs = Math.min(statementMs, 4_000),
    idleInTransactionMs = 10_000,
  } = options;
  const pool = new Pool({
    connectionString: url,
    max: connectionsMax,
    connectionTimeoutMillis: connectMs,
    statement_timeout: statementMs,
    lock_timeout: lockMs,
    query_timeout: statementMs + ANSWER_SLACK_MS,
    // A forgotten transaction would hold back every reader of the log.
    idle_in_transaction_session_timeout: idleInTransactionMs,
    application_name: 'trunkline',
    // A peer that went away without a word is noticed.
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    ...(options.tenantId === undefined
      ? {}
      : { options: `-c trunkline.tenant=${escaped(options.tenantId)}` }),
  });
  // An idle connection that is lost is no failure of anybody: the pool opens another.
  pool.on('error', (error) => options.onConnectionLost?.(error));
  return pool;
};

/** Options are parted by spaces: https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNECT-OPTIONS */
const escaped = (value: string): string => value.replace(/[\\\s]/g, '\\$&');

/** A connection outside the pool, for what is held long: a listener, a lock. Errors between queries are swallowed. */
export const clientLike = (pool: Pool): Client => {
  // Spreading loses the password: pg keeps it from being enumerated.
  const client = new Client({ ...pool.options, password: pool.options.password });
  client.on('error', () => undefined);
  return client;
};

/** Rejects with what `use` rejects with, after rolling back, or with StoreUnavailable. */
export const inTransaction = async <T>(pool: Pool, use: (client: PoolClient) => Promise<T>): Promise<T> => {
  const client = await translated(() => pool.connect());
  const lost = (): void => undefined;
  client.on('error', lost);
  let isBroken = false;
  try {
    await translated(() => client.query('begin'));
    const result = await use(client);
    await translated(() => client.query('commit'));
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => {
      isBroken = true;
    });
    throw error;
  } finally {
    client.removeListener('error', lost);
    client.release(isBroken);
  }
};
