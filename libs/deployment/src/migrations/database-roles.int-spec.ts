// The roles on a real server: services can work, nobody rewrites what happened, and a tenant's role sees that tenant.
import { migrate, openPool } from '@trunkline/event-store';
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

describe('a role of a service', () => {
  it('finds the schema as it should be at its start', async () => {
    expect(await migrate(as('trunkline_handoff'))).toBe(0);
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

  it('stays so when the roles are applied again', async () => {
    const pool = await south();
    await applyRoles(postgres.pool, { sql, databaseUrls: [] });
    expect(await eventsSeen(pool)).toEqual(['line/south']);
  });
});
