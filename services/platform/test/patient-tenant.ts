// The example with a flow that does not hang up on callers whom a busy machine has not heard.
import { EXAMPLE_TENANT } from '@trunkline/platform/cli/paths';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Resolves with its folder, inside `dir`. */
export const patientTenant = async (dir: string): Promise<string> => {
  const tenant = join(dir, 'tenant');
  for (const part of ['tenant.yaml', 'flows', 'phrases', 'tools'])
    await cp(join(EXAMPLE_TENANT, part), join(tenant, part), { recursive: true });
  const flow = join(tenant, 'flows', 'orders.yaml');
  await writeFile(flow, (await readFile(flow, 'utf8')).replace('silence: 6s', 'silence: 30s'));
  return tenant;
};
