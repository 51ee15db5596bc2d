// The tenants of a folder of tenant folders, all of them whole or none.
import { ConfigError, type Env } from '@trunkline/runtime';
import { loadTenant, printProblem, type Tenant } from '@trunkline/tenant';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * `${agent_uri}` in a tenant's files is TENANT_AGENT_URI of the environment; no other variable can be had.
 * Throws ConfigError with every problem of the first tenant that has one.
 */
export const readTenants = (dir: string, env: Env): readonly Tenant[] => {
  const folders = readdirSync(dir, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && existsSync(join(dir, entry.name, 'tenant.yaml')),
  );
  if (folders.length === 0)
    throw new ConfigError(`config: TENANTS_DIR=${dir} holds no folder with a tenant.yaml`);
  return folders.map(({ name }) => {
    const loaded = loadTenant(join(dir, name), { variables: variablesOf(env) });
    if (loaded.kind === 'loaded') return loaded.tenant;
    const problems = loaded.problems.map(printProblem).join('\n');
    throw new ConfigError(`config: TENANTS_DIR: ${name}\n${problems}`);
  });
};

const PREFIX = 'TENANT_';

const variablesOf = (env: Env): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      name.startsWith(PREFIX) && value !== undefined
        ? [[name.slice(PREFIX.length).toLowerCase(), value]]
        : [],
    ),
  );
