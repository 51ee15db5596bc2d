// Brings the schema forward, once for all processes that start at the same time.
import { type Pool, type PoolClient } from 'pg';
import { sha256 } from '../sha256';
import { type Migration, MIGRATIONS } from './migrations';
import { inTransaction } from './transaction';

/** Any number; every process that migrates takes the same lock. */
const MIGRATION_LOCK = 7_236_410;

export class MigrationRefused extends Error {
  override readonly name = 'MigrationRefused';
}

/**
 * Applies the steps that are missing; returns their number. Rejects with MigrationRefused when the database is ahead
 * of this program or when an applied step has been edited since, and with StoreUnavailable.
 */
export const migrate = (pool: Pool, migrations: readonly Migration[] = MIGRATIONS): Promise<number> =>
  inTransaction(pool, async (client) => {
    await client.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await client.query(
      'create table if not exists schema_version (version integer primary key, name text not null, checksum text not null)',
    );
    const applied = await appliedChecksums(client);
    const unknown = [...applied.keys()].find(
      (version) => !migrations.some((step) => step.version === version),
    );
    if (unknown !== undefined)
      throw new MigrationRefused(`the database has step ${unknown}, this program has not`);
    let count = 0;
    for (const step of migrations) count += await apply(client, step, applied.get(step.version));
    return count;
  });

const appliedChecksums = async (client: PoolClient): Promise<Map<number, string>> => {
  const { rows } = await client.query<{ version: number; checksum: string }>(
    'select version, checksum from schema_version order by version',
  );
  return new Map(rows.map(({ version, checksum }) => [version, checksum]));
};

const apply = async (
  client: PoolClient,
  step: Migration,
  appliedChecksum: string | undefined,
): Promise<number> => {
  const checksum = sha256(step.sql);
  if (appliedChecksum === checksum) return 0;
  if (appliedChecksum !== undefined)
    throw new MigrationRefused(`step ${step.version} was edited after it was applied`);
  await client.query(step.sql);
  await client.query('insert into schema_version values ($1, $2, $3)', [step.version, step.name, checksum]);
  return 1;
};
