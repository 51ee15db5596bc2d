// The roles on a real server: services can work, nobody rewrites what happened, and a tenant's role sees that tenant.
import { checkSchema, keepRecord, migrate, openPool, PostgresEventStore } from '@trunkline/event-store';
import { appendAt, letItBe } from '@trunkline/event-store/record.double';
import { type ScratchPostgres, scratchPostgres } from '@trunkline/event-store/scratch-postgres';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Pool } from 'pg';
import { applyRoles, type Role, ROLES } from './database-roles';

const sql = readFileSync(join(__dirname, '../../../../deploy/postgres/roles.sql'), 'utf8');
const PASSWORD = "it's/secret";

let postgres: ScratchPostgres;
const pools: Pool[] = [];

const urlOf = (role: Role): string => {
  const url = new URL(postgres.url);
  url.username = role;
  url.password = encodeURIComponent(PASSWORD);
  return url.href;
};

const as = (role: Role): Pool => {
  const pool = openPool(urlOf(role), { connectionsMax: 1 });
  pools.push(pool);
  return pool;
};

interface Append {
  readonly stream: string;
  readonly tenant: string;
}

const append = async (pool: Pool, { stream, tenant }: Append): Promise<string | undefined> => {
  const { rows } = await pool.query<{ kind: string }>(
    `select kind from es_append($1, 'call', $2, 'c1', -1, 0, $1 || '-input', '{}', false, 1, null, 'cause', 'test', 'i',
       array[$1 || '-event'], array['CallOffered'], array[1], array['{}'], array['00'])`,
    [stream, tenant],
  );
  return rows[0]?.kind;
};

const eventsSeen = async (pool: Pool): Promise<readonly string[]> => {
  const { rows } = await pool.query<{ stream: string }>('select stream from es_event order by stream');
  return rows.map(({ stream }) => stream);
};

beforeAll(async () => {
  postgres = await scratchPostgres();
  await applyRoles(postgres.pool, { sql, databaseUrls: ROLES.map(urlOf) });
  await applyRoles(postgres.pool, { sql, databaseUrls: ROLES.map(urlOf) });
  await append(as('trunkline_dialogue_policy'), { stream: 'call/north', tenant: 'north' });
});

afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
  await postgres.stop();
});

const SERVICES = ROLES.filter((role) => role !== 'trunkline_keeper');

describe('a role of a service', () => {
  it('finds the schema as it should be at its start', async () => {
    expect(await migrate(as('trunkline_handoff'))).toBe(0);
  });

  it.each(SERVICES)('%s may check the schema, without any right to change it', async (role) => {
    expect(await checkSchema(as(role))).toMatchObject({ kind: 'fit' });
    for (const statement of [
      'create table public.mine (id integer)',
      'create function public.es_week(text) returns text language sql as $$ select $1 $$',
      "update schema_version set checksum = ''",
      'drop table es_event',
      "update es_retention set days = 7 where tenant_id = '*'",
      'update es_partition set is_closing = true',
      'select * from es_event_lasting',
      'insert into es_event_lasting select * from es_event',
      'select es_expire(1)',
      'select es_prepare(1)',
      'select es_continue_log()',
      "select es_erase_call('north', 'c1')",
      'select es_delete_streams(current_date, 1, true)',
    ]) {
      await expect(as(role).query(statement)).rejects.toMatchObject({ code: '42501' });
    }
  });

  it('reads and writes the record through its store', async () => {
    const store = new PostgresEventStore(as('trunkline_handoff'));
    const appended = await store.append(appendAt('handoff/1', 0, { tenantId: 'north' }));
    expect(appended.kind).toBe('appended');
    expect(await store.append(appendAt('handoff/1', 0, { tenantId: 'north' }))).toEqual(appended);
    expect((await store.read('handoff/1')).inputs).toHaveLength(1);
    expect((await store.readAll(undefined, 100)).events.map(({ stream }) => stream)).toContain('handoff/1');
    expect(await store.acquire('handoff/1')).toBe(2);
  });

  it.each([
    ['trunkline_dialogue_policy', 'dialogue_policy', 'tenant_day_spending'],
    ['trunkline_tool_gateway', 'tool_gateway', 'tool_call_action'],
  ] as const)('%s makes its tables in the schema %s and keeps those it had', async (role, schema, table) => {
    await postgres.pool.query(`create table public.${table} (id integer)`);
    await postgres.pool.query(`insert into public.${table} values (7)`);
    await applyRoles(postgres.pool, { sql, databaseUrls: [] });
    const pool = as(role);
    await pool.query(`create table if not exists ${table} (id integer)`);
    expect((await pool.query(`select id from ${schema}.${table}`)).rows).toEqual([{ id: 7 }]);
    await pool.query(`create table if not exists another (id integer)`);
    expect((await pool.query(`select to_regclass('${schema}.another') is not null as made`)).rows).toEqual([
      { made: true },
    ]);
    await expect(as('trunkline_handoff').query(`select * from ${schema}.${table}`)).rejects.toMatchObject({
      code: '42501',
    });
  });

  it('appends', async () => {
    const pool = as('trunkline_tool_gateway');
    expect(await append(pool, { stream: 'action/1', tenant: 'north' })).toBe('appended');
    expect(await append(pool, { stream: 'action/1', tenant: 'north' })).toBe('known');
  });

  it.each(ROLES)('%s can neither change nor delete nor empty what happened', async (role) => {
    const pool = as(role);
    for (const statement of [
      "update es_event set payload = '{}'",
      'delete from es_event',
      'truncate es_event',
      "update es_input set input = '{}'",
      'delete from es_input',
      'delete from es_stream',
      'alter table es_event disable row level security',
      "insert into tenant_access values (current_user, 'south')",
    ]) {
      await expect(pool.query(statement)).rejects.toMatchObject({ code: '42501' });
    }
  });

  it('of the trace service reads and keeps its place, and appends nothing', async () => {
    const pool = as('trunkline_trace');
    expect(await eventsSeen(pool)).toContain('call/north');
    await pool.query(
      "insert into bus_cursor values ('trace', '1') on conflict (consumer) do update set cursor = '1'",
    );
    await pool.query('create schema if not exists trace; create schema if not exists trace');
    await expect(append(pool, { stream: 'call/x', tenant: 'north' })).rejects.toMatchObject({
      code: '42501',
    });
  });
});

describe('the keeper', () => {
  it('prepares partitions and lets expire, and reads nothing', async () => {
    const pool = as('trunkline_keeper');
    expect(await keepRecord(pool)).toMatchObject({ streamsDeleted: 0, isDone: true });
    for (const table of [
      'es_event',
      'es_input',
      'es_stream',
      'es_expired_call',
      'policy_snapshot',
      'inbox',
    ]) {
      await expect(pool.query(`select * from ${table}`)).rejects.toMatchObject({ code: '42501' });
    }
    await expect(pool.query("insert into es_retention values ('acme', '*', 7)")).rejects.toMatchObject({
      code: '42501',
    });
  });

  it('deletes what has expired, which no service can', async () => {
    await new PostgresEventStore(as('trunkline_handoff')).append(
      appendAt('handoff/gone', 0, { isFinal: true }),
    );
    await letItBe(postgres.pool, '2099-01-05');
    expect(await keepRecord(as('trunkline_keeper'))).toMatchObject({ streamsDeleted: 1 });
    expect(await eventsSeen(as('trunkline_trace'))).not.toContain('handoff/gone');
  });
});

describe('a connection that narrows itself to a tenant', () => {
  const narrowed = (role: Role, tenantId: string): Pool => {
    const pool = openPool(urlOf(role), { connectionsMax: 1, tenantId });
    pools.push(pool);
    return pool;
  };

  it('sees that tenant only, though its role sees all', async () => {
    await append(as('trunkline_handoff'), { stream: 'call/west', tenant: 'west' });
    expect(await eventsSeen(narrowed('trunkline_trace', 'west'))).toEqual(['call/west']);
    expect(await eventsSeen(narrowed('trunkline_trace', 'nobody'))).toEqual([]);
    await expect(
      append(narrowed('trunkline_handoff', 'west'), { stream: 'call/z', tenant: 'north' }),
    ).rejects.toMatchObject({ code: '42501' });
  });
});

describe('a role of one tenant', () => {
  const south = async (): Promise<Pool> => {
    await postgres.pool.query("delete from tenant_access where role_name = 'trunkline_sip_gateway'");
    await postgres.pool.query("insert into tenant_access values ('trunkline_sip_gateway', 'south')");
    return as('trunkline_sip_gateway');
  };

  it('sees and writes that tenant only', async () => {
    const pool = await south();
    expect(await append(pool, { stream: 'line/south', tenant: 'south' })).toBe('appended');
    expect(await eventsSeen(pool)).toEqual(['line/south']);
    await expect(append(pool, { stream: 'line/y', tenant: 'north' })).rejects.toMatchObject({
      code: '42501',
    });
    await expect(append(pool, { stream: 'call/north', tenant: 'south' })).rejects.toThrow();
    expect((await pool.query('select from es_input')).rowCount).toBe(1);
  });

  it('sees no other tenant by asking for it', async () => {
    await south();
    const pool = openPool(urlOf('trunkline_sip_gateway'), { connectionsMax: 1, tenantId: 'north' });
    pools.push(pool);
    expect(await eventsSeen(pool)).toEqual([]);
    await pool.query("set trunkline.tenant = '*'");
    expect(await eventsSeen(pool)).toEqual([]);
  });

  it('stays so when the roles are applied again', async () => {
    const pool = await south();
    await applyRoles(postgres.pool, { sql, databaseUrls: [] });
    expect(await eventsSeen(pool)).toEqual(['line/south']);
  });
});
