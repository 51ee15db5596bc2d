// All tenants of a process: one folder, or a folder of folders; a process with a broken one does not start.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadTenant, type LoadOptions } from './load';
import { type Tenant } from './model';
import { printProblem } from './problem';

/** Tells every problem of every tenant, each with its file and line. */
export class TenantsInvalid extends Error {
  override readonly name = 'TenantsInvalid';
}

/** Throws TenantsInvalid, also when there is none or two have the same id. */
export const loadTenants = (dir: string, options: LoadOptions): readonly Tenant[] => {
  const tenants: Tenant[] = [];
  const problems: string[] = [];
  for (const folder of foldersIn(dir)) {
    const result = loadTenant(folder, options);
    if (result.kind === 'loaded') tenants.push(result.tenant);
    else
      problems.push(
        ...result.problems.map((problem) => printProblem({ ...problem, file: join(folder, problem.file) })),
      );
  }
  const ids = tenants.map(({ id }) => id);
  for (const id of new Set(ids.filter((one, at) => ids.indexOf(one) !== at)))
    problems.push(`two tenants have the id "${id}"`);
  if (problems.length > 0) throw new TenantsInvalid(`tenants: not loaded\n${problems.join('\n')}`);
  if (tenants.length === 0)
    throw new TenantsInvalid(`tenants: no tenant.yaml in ${dir} or the folders in it`);
  return tenants;
};

const PREFIX = 'TENANT_';

/** Variables for tenant folders from the environment: TENANT_ORDERS_URL is `orders_url`. */
export const variablesFrom = (
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      name.startsWith(PREFIX) && value !== undefined
        ? [[name.slice(PREFIX.length).toLowerCase(), value]]
        : [],
    ),
  );

const foldersIn = (dir: string): readonly string[] => {
  if (existsSync(join(dir, 'tenant.yaml'))) return [dir];
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(dir, entry.name, 'tenant.yaml')))
    .map((entry) => join(dir, entry.name))
    .sort();
};
