// The database's roles: what deploy/postgres/roles.sql grants, with the passwords that the services' addresses carry.
import { ConfigError } from '@trunkline/runtime';
import { type Pool } from 'pg';

export const ROLES = [
  'trunkline_sip_gateway',
  'trunkline_dialogue_policy',
  'trunkline_tool_gateway',
  'trunkline_handoff',
  'trunkline_trace',
  'trunkline_keeper',
] as const;

export type Role = (typeof ROLES)[number];

/** The role and password of a database address. Throws ConfigError, which does not show the address. */
export const roleOf = (databaseUrl: string): { readonly role: Role; readonly password: string } => {
  const url = URL.canParse(databaseUrl) ? new URL(databaseUrl) : undefined;
  const role = ROLES.find((name) => name === url?.username);
  const password = decodeURIComponent(url?.password ?? '');
  if (!role || password === '') {
    throw new ConfigError(
      `config: a role's database address needs a password and one of ${ROLES.join(', ')}`,
    );
  }
  return { role, password };
};

/** In one transaction, and as often as wanted. Needs the owner of the tables, who may create roles. */
export const applyRoles = async (
  pool: Pool,
  { sql, databaseUrls }: { sql: string; databaseUrls: readonly string[] },
): Promise<void> => {
  const logins = databaseUrls.map(roleOf);
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(sql);
    for (const { role, password } of logins) {
      await client.query(`alter role ${role} login password ${client.escapeLiteral(password)}`);
    }
    await client.query('commit');
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
};
