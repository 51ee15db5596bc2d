// The example with a flow that goes on with callers whom a busy machine has not heard, and with those who repeat themselves.
import { EXAMPLE_TENANT } from '../cli/paths';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Resolves with its folder, inside `dir`. */
export const patientTenant = async (dir: string): Promise<string> => {
  const tenant = join(dir, 'tenant');
  for (const part of ['tenant.yaml', 'flows', 'phrases', 'tools'])
    await cp(join(EXAMPLE_TENANT, part), join(tenant, part), { recursive: true });
  const flow = join(tenant, 'flows', 'orders.yaml');
  const patient = (await readFile(flow, 'utf8'))
    .replace('silence: 6s', 'silence: 30s')
    .replace('budget: { time: 60s, turns: 6 }', 'budget: { time: 300s, turns: 60 }');
  await writeFile(flow, patient);
  return tenant;
};
