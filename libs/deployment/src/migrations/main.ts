// The migrations job: brings the record's schema forward, then grants each service what it needs, and ends.
import { migrate, openPool } from '@trunkline/event-store';
import { createLogger, newId, str } from '@trunkline/runtime';
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
    await applyRoles(pool, {
      sql: readText(str(env, 'ROLES_SQL', 'deploy/postgres/roles.sql')),
      databaseUrls,
    });
    log.info({ steps, roles: databaseUrls.length }, 'the schema and its roles are up to date');
  } finally {
    await pool.end();
  }
};

run().catch((error: unknown) => {
  process.stderr.write(`migrations: ${error instanceof Error ? error.message : 'failed'}\n`);
  process.exitCode = 1;
});
