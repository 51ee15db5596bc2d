// The migrations job: brings the record's schema forward, grants each service what it needs, checks, and ends.
import { checkSchema, migrate, openPool, retentionRules, setRetention } from '@trunkline/event-store';
import { ConfigError, createLogger, type Env, newId, str } from '@trunkline/runtime';
import { readFileSync } from 'node:fs';
import { fileVariables } from '../start/file-variables';
import { applyRoles } from './database-roles';

const ROLE_ADDRESS = /^DATABASE_URL_[A-Z_]+$/;

const run = async (): Promise<void> => {
  const readText = (path: string): string => readFileSync(path, 'utf8');
  const env = { ...process.env, ...fileVariables(process.env, readText) };
  const databaseUrls = Object.entries(env).flatMap(([name, value]) =>
    ROLE_ADDRESS.test(name) && !name.endsWith('_FILE') && value ? [value] : [],
  );
  const log = createLogger({ service: 'migrations', instance: newId(Date.now()) });
  const pool = openPool(str(env, 'DATABASE_URL'));
  try {
    const steps = await migrate(pool);
    const rules = retentionOf(env);
    if (rules) await setRetention(pool, rules);
    await applyRoles(pool, {
      sql: readText(str(env, 'ROLES_SQL', 'deploy/postgres/roles.sql')),
      databaseUrls,
    });
    const { daysPrepared } = await checkSchema(pool);
    log.info({ steps, roles: databaseUrls.length, daysPrepared }, 'the schema and its roles are up to date');
  } finally {
    await pool.end();
  }
};

/** RECORD_RETENTION, e.g. `*=90,acme=30`: days by tenant. Without it the rules stay as they are. */
const retentionOf = (env: Env) => {
  const text = env.RECORD_RETENTION;
  if (!text) return undefined;
  const rules = retentionRules(text);
  if (!rules)
    throw new ConfigError(`config: RECORD_RETENTION=${text} is not like *=90,acme=30 with 7..36500 days`);
  return rules;
};

run().catch((error: unknown) => {
  process.stderr.write(`migrations: ${error instanceof Error ? error.message : 'failed'}\n`);
  process.exitCode = 1;
});
