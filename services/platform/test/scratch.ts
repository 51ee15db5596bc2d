// A folder to throw away, for one suite.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Scratch {
  readonly dir: string;
  remove(): Promise<void>;
}

export const scratch = async (suite: string): Promise<Scratch> => {
  const dir = await mkdtemp(join(tmpdir(), `trunkline-${suite}-`));
  return { dir, remove: () => rm(dir, { recursive: true, force: true, maxRetries: 5 }) };
};
