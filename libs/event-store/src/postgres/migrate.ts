// Brings the schema forward, once for all processes that start at the same time.
import { type Pool, type PoolClient, type QueryConfig } from 'pg';
import { sha256 } from '../sha256';
import { APPLIED_STATEMENT, type AppliedStep, missingSteps } from './applied-steps';
import { type Migration, MIGRATIONS } from './migrations';
import { inTransaction } from './transaction';

/** Any number; every process that migrates takes the same lock. */
const MIGRATION_LOCK = 7_236_410;
/** Rows that move to new tables take their time; the pool's own bounds are those of an append. */
const STEP_MS_MAX = 6 * 3_600_000;
/** What waits for a table's lock makes everybody else wait behind it. */
const LOCK_MS_MAX = 10_000;

/**
 * Applies the steps that are missing, in order and in one transaction; returns their number. Rejects with
 * MigrationRefused when the database is ahead of this program by more than compatible steps or when an applied step
 * has been edited since, and with StoreUnavailable.
 */
export const migrate = (pool: Pool, migrations: readonly Migration[] = MIGRATIONS): Promise<number> =>
  inTransaction(pool, async (client) => {
    await run(client, `set local statement_timeout = ${STEP_MS_MAX}`);
    await run(client, `set local lock_timeout = ${STEP_MS_MAX}`);
    await run(client, `select pg_advisory_xact_lock(${MIGRATION_LOCK})`);
    await run(client, `set local lock_timeout = ${LOCK_MS_MAX}`);
    await client.query(TABLE);
    const { rows } = await client.query<AppliedStep>(APPLIED_STATEMENT);
    const missing = missingSteps(migrations, rows);
    for (const step of missing) await apply(client, step);
    return missing.length;
  });

const apply = async (client: PoolClient, step: Migration): Promise<void> => {
  await run(client, step.sql);
  await client.query(
    'insert into schema_version (version, name, checksum, is_compatible) values ($1, $2, $3, $4)',
    [step.version, step.name, sha256(step.sql), step.isCompatible],
  );
};

/** The pool's bound of a query's time is the driver's as well, and its types do not say so. */
interface PatientQuery extends QueryConfig {
  readonly query_timeout: number;
}

const run = (client: PoolClient, text: string) => {
  const query: PatientQuery = { text, query_timeout: STEP_MS_MAX };
  return client.query(query);
};

/** A service's role may not alter the table, and need not: then the column is there. */
const TABLE = `
  create table if not exists schema_version (
    version integer primary key, name text not null, checksum text not null, is_compatible boolean not null default false);
  do $$ begin
    if not exists (select from pg_attribute where attrelid = 'schema_version'::regclass and attname = 'is_compatible') then
      alter table schema_version add column is_compatible boolean not null default false;
    end if;
  end $$`;
