// The schema of a real database: brought forward once, in order, and checked by whoever does not migrate.
import { scratchPostgres, type ScratchPostgres } from '../scratch-postgres';
import { MigrationRefused } from './applied-steps';
import { checkSchema } from './check-schema';
import { migrate } from './migrate';
import { MIGRATIONS } from './migrations';

let postgres: ScratchPostgres;
beforeAll(async () => {
  postgres = await scratchPostgres();
});
afterAll(() => postgres.stop());

const next = {
  version: 1_000,
  name: 'test',
  sql: 'create table only_once (id integer)',
  isCompatible: false,
};

afterEach(async () => {
  await postgres.pool.query('delete from schema_version where version >= 1000');
  await postgres.pool.query('drop table if exists only_once');
});

describe('migrate', () => {
  it('finds nothing left to do', async () => {
    expect(await migrate(postgres.pool)).toBe(0);
  });

  it('runs once when processes start together', async () => {
    const more = [...MIGRATIONS, next];
    const counts = await Promise.all([migrate(postgres.pool, more), migrate(postgres.pool, more)]);
    expect(counts.sort()).toEqual([0, 1]);
    await expect(migrate(postgres.pool)).rejects.toThrow(MigrationRefused);
  });

  it('refuses a step that was edited after it was applied, with its name', async () => {
    const edited = MIGRATIONS.map((step) => (step.version === 1 ? { ...step, sql: `${step.sql} ` } : step));
    await expect(migrate(postgres.pool, edited)).rejects.toThrow('step 1 record was edited');
  });

  it('leaves nothing of a step that fails', async () => {
    const failing = { ...next, sql: 'create table only_once (id integer); select 1 / 0' };
    await expect(migrate(postgres.pool, [...MIGRATIONS, failing])).rejects.toThrow('division by zero');
    await expect(migrate(postgres.pool, [...MIGRATIONS, next])).resolves.toBe(1);
  });
});

describe('checkSchema', () => {
  it('passes what migrate leaves', async () => {
    const fit = await checkSchema(postgres.pool);
    expect(fit.kind).toBe('fit');
    expect(fit.daysPrepared).toBeGreaterThan(28);
  });

  it('names the steps that are missing and the job that applies them', async () => {
    await expect(checkSchema(postgres.pool, [...MIGRATIONS, next])).rejects.toThrow(
      /missing 1000 test; run the job libs\/deployment\/dist\/migrations\/main\.js/,
    );
  });

  it('takes a database that was never migrated as missing everything', async () => {
    const client = await postgres.pool.connect();
    await client.query('begin');
    await client.query('drop table schema_version');
    await expect(checkSchema({ query: client.query.bind(client) })).rejects.toThrow(
      /missing 1 record, 2 append/,
    );
    await client.query('rollback');
    client.release();
  });

  it('accepts a database that is ahead only by steps marked compatible', async () => {
    await migrate(postgres.pool, [...MIGRATIONS, { ...next, isCompatible: true }]);
    await expect(checkSchema(postgres.pool)).resolves.toMatchObject({ kind: 'fit' });
    expect(await migrate(postgres.pool)).toBe(0);
    await migrate(postgres.pool, [
      ...MIGRATIONS,
      { ...next, isCompatible: true },
      { ...next, version: 1_001, name: 'breaking', sql: 'select 1' },
    ]);
    await expect(checkSchema(postgres.pool)).rejects.toThrow(/step 1001 breaking/);
  });
});
