// The programs that come with a server, of its own version, run under its account: for standbys, dumps and base backups.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { serverAccount } from '../postgres-server/account';
import { SERVER_ENV } from '../postgres-server/cluster';
import { type RunningPostgres } from '../postgres-server/start-postgres';

export type Program = 'pg_basebackup' | 'pg_dump' | 'pg_restore' | 'psql' | 'pg_verifybackup' | 'postgres';

const MS_MAX = 60_000;

/** Undefined when this machine has the server without its programs. */
export const programOf = ({ process }: RunningPostgres, program: Program): string | undefined => {
  const path = join('/usr/lib/postgresql', String(process?.version), 'bin', program);
  return existsSync(path) ? path : undefined;
};

/** What it wrote to standard output. Rejects with an Error that holds what it wrote to standard error. */
export const run = async (
  server: RunningPostgres,
  program: Program,
  args: readonly string[],
): Promise<string> => {
  const path = programOf(server, program);
  if (path === undefined) throw new Error(`${program} of the server's version is not installed`);
  const account = serverAccount();
  const { stdout } = await promisify(execFile)(path, args, {
    env: SERVER_ENV,
    cwd: '/',
    timeout: MS_MAX,
    maxBuffer: 16_000_000,
    ...(account ? { uid: account.uid, gid: account.gid } : {}),
  });
  return stdout;
};
