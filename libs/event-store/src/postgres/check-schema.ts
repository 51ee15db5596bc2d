// Whether the database has the schema that this program was written for: asked by a process that does not migrate.
import { type Pool } from 'pg';
import {
  APPLIED_STATEMENT,
  type AppliedStep,
  MIGRATIONS_JOB,
  MigrationRefused,
  missingSteps,
  named,
} from './applied-steps';
import { translated } from './failures';
import { type Migration, MIGRATIONS } from './migrations';

export interface SchemaFit {
  readonly kind: 'fit';
  /** Days from now for which partitions are prepared; negative when maintenance has not run. Streams begin anyway. */
  readonly daysPrepared: number;
}

/**
 * Resolves when every step that this program knows is applied as it knows it, and every other one is marked compatible.
 * Rejects with MigrationRefused, whose message names the steps and the job that applies them, and with
 * StoreUnavailable. Needs no right but to read schema_version and es_partition.
 */
export const checkSchema = async (
  pool: Pick<Pool, 'query'>,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<SchemaFit> => {
  const missing = missingSteps(migrations, await appliedSteps(pool));
  if (missing.length > 0) {
    throw new MigrationRefused(
      `the database is behind this program: missing ${named(missing)}; run ${MIGRATIONS_JOB} first, ` +
        'or set DATABASE_MIGRATE=true',
    );
  }
  return { kind: 'fit', daysPrepared: await daysPrepared(pool) };
};

const daysPrepared = (pool: Pick<Pool, 'query'>): Promise<number> =>
  translated(async () => {
    const { rows } = await pool.query<{ days: number }>(
      'select max(begins_on) + 7 - es_today() as days from es_partition where isfinite(begins_on)',
    );
    return rows[0]?.days ?? 0;
  });

const appliedSteps = (pool: Pick<Pool, 'query'>): Promise<readonly AppliedStep[]> =>
  translated(async () => {
    const there = await pool.query<{ is_there: boolean }>(THERE_STATEMENT);
    if (!there.rows[0]?.is_there) return [];
    return (await pool.query<AppliedStep>(APPLIED_STATEMENT)).rows;
  });

const THERE_STATEMENT = `select to_regclass('schema_version') is not null as is_there`;
