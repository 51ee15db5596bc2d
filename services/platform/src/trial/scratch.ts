// A folder to throw away, for one run.
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Scratch {
  readonly dir: string;
  remove(): Promise<void>;
}

export const scratch = async (name: string): Promise<Scratch> => {
  const dir = await mkdtemp(join(tmpdir(), `trunkline-${name}-`));
  // Postgres runs under an account of its own and has to get in.
  await chmod(dir, 0o755);
  return { dir, remove: () => rm(dir, { recursive: true, force: true, maxRetries: 5 }) };
};
