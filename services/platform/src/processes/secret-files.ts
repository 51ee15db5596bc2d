// Secrets as files that only their owner can read: a process's environment can be seen by others of its account.
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Writes each under its setting's name; resolves with the paths. */
export const writeSecrets = async <N extends string>(
  dir: string,
  secrets: Readonly<Record<N, string>>,
): Promise<Readonly<Record<N, string>>> => {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const paths = {} as Record<N, string>;
  for (const name of Object.keys(secrets) as N[]) {
    const path = join(dir, name.toLowerCase().replaceAll('_', '-'));
    await writeFile(path, secrets[name], { mode: 0o600 });
    // The mode of writeFile counts for new files only.
    await chmod(path, 0o600);
    paths[name] = path;
  }
  return paths;
};
