// Where things are: the project's root, the default data folder, the example tenant.
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** dist/cli -> dist -> platform -> services -> root */
export const ROOT = resolve(__dirname, '../../../..');
export const DATA_DIR = resolve(ROOT, '.trunkline/data');
export const EXAMPLE_TENANT = resolve(ROOT, 'examples/order-desk');
export const CALLERS_DIR = resolve(EXAMPLE_TENANT, 'callers');
export const DEMO_DIR = resolve(ROOT, '.trunkline/demo');

const LAST = resolve(ROOT, '.trunkline/last-data-dir');

/** What `calls`, `trace` and `replay` look at when they are not told. */
export const lastDataDir = (): string => (existsSync(LAST) ? readFileSync(LAST, 'utf8').trim() : DATA_DIR);

export const rememberDataDir = async (dataDir: string): Promise<void> => {
  await mkdir(dirname(LAST), { recursive: true });
  await writeFile(LAST, `${dataDir}\n`);
};
