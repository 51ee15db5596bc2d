// The tenants of a folder of tenant folders, all of them whole or none.
import { ConfigError } from '@trunkline/runtime';
import { loadTenant, type Tenant } from '@trunkline/tenant';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Throws ConfigError with every problem of every tenant. */
export const readTenants = (
  dir: string,
  env: Readonly<Record<string, string | undefined>>,
): readonly Tenant[] => {
  const variables = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  const folders = readdirSync(dir, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.map(({ name }) => {
    const loaded = loadTenant(join(dir, name), { variables });
    if (loaded.kind === 'loaded') return loaded.tenant;
    throw new ConfigError(`config: TENANTS_DIR: ${name}: ${JSON.stringify(loaded.problems)}`);
  });
};
