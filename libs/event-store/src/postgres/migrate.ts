// Brings the schema forward, once for all processes that start at the same time.
import { type Pool, type PoolClient, type QueryConfig } from 'pg';
import { WEEKS_AHEAD } from '../retention/keep-record';
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
 * has been edited since, and with StoreUnavailable. Leaves the partitions of the next weeks prepared, and a log that
 * was restored from a dump ready to be continued; a role that may not do so leaves that to the owner.
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
    await client.query(PREPARE);
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

/** A service's role may make and alter nothing, and need not. */
const TABLE = `
  do $$ begin
    if to_regclass('schema_version') is null then
      create table schema_version (version integer primary key, name text not null, checksum text not null);
    end if;
    if not exists (select from pg_attribute where attrelid = 'schema_version'::regclass and attname = 'is_compatible') then
      alter table schema_version add column is_compatible boolean not null default false;
    end if;
  end $$`;

const PREPARE = `
  do $$ begin
    if to_regprocedure('es_prepare(integer)') is not null and has_function_privilege('es_prepare(integer)', 'execute') then
      perform es_prepare(${WEEKS_AHEAD});
    end if;
    if to_regprocedure('es_continue_log()') is not null and has_function_privilege('es_continue_log()', 'execute') then
      perform es_continue_log();
    end if;
  end $$`;
