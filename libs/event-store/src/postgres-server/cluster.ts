// A cluster on disk: its folder, its password, its making.
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { canReach, type Account } from './account';
import { type Binaries } from './binaries';
import { ownFolderInVarTmp } from './var-tmp';

export interface DataDir {
  readonly path: string;
  /** Holds what is made at once: cluster and password. */
  readonly made: string;
  readonly cluster: string;
  readonly password: string;
  readonly serverLog: string;
}

export const USER = 'trunkline';

/** Its own folder, mode 0700, belonging to the server's account; in /var/tmp if that account cannot reach `path`. */
export const openDataDir = (path: string, account: Account | undefined): DataDir => {
  const reached = canReach(account, dirname(path)) ? madeFolder(path, account) : substitute(path, account);
  return {
    path: reached,
    made: join(reached, 'made'),
    cluster: join(reached, 'made', 'cluster'),
    password: join(reached, 'made', 'password'),
    serverLog: join(reached, 'postgres.log'),
  };
};

/** Major version of an existing cluster. */
export const clusterVersion = ({ cluster }: DataDir): number | undefined => {
  const path = join(cluster, 'PG_VERSION');
  return existsSync(path) ? Number.parseInt(readFileSync(path, 'utf8'), 10) : undefined;
};

export const readPassword = ({ password }: DataDir): string => {
  if (existsSync(password)) return readFileSync(password, 'utf8').trim();
  throw new Error(`the cluster's password file ${password} is gone: restore it or remove the folder`);
};

export interface Initdb {
  readonly dataDir: DataDir;
  readonly binaries: Binaries;
  readonly account: Account | undefined;
}

/**
 * All or nothing: a cluster half made by an initdb that was cut short is never taken for one, and of two processes
 * that make one at the same time the first to finish wins.
 */
export const initCluster = async ({ dataDir, binaries, account }: Initdb): Promise<void> => {
  const staging = mkdtempSync(join(dataDir.path, 'making-'));
  const password = join(staging, 'password');
  writeFileSync(password, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
  if (account) for (const path of [staging, password]) chownSync(path, account.uid, account.gid);
  const login = ['--username', USER, '--pwfile', password, '--auth', 'scram-sha-256'];
  const text = ['--encoding', 'UTF8', '--locale', 'C'];
  const pgdata = ['--pgdata', join(staging, 'cluster')];
  try {
    await run(binaries.initdb, [...pgdata, ...login, ...text], { account, cwd: dataDir.path });
    renameSync(staging, dataDir.made);
  } catch (error) {
    if (!existsSync(dataDir.made)) throw error;
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
};

/** What a server process gets to see of our environment. */
export const SERVER_ENV = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' };

const OUTPUT_CHARS_MAX = 4_000;
const INITDB_MS_MAX = 120_000;

const run = (
  command: string,
  args: string[],
  where: { account: Account | undefined; cwd: string },
): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: where.cwd,
      env: SERVER_ENV,
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: INITDB_MS_MAX,
      ...(where.account ? { uid: where.account.uid, gid: where.account.gid } : {}),
    });
    let output = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-OUTPUT_CHARS_MAX);
    });
    child.once('error', (error) => reject(new Error(`${command} does not start: ${error.message}`)));
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} failed (${code ?? 'killed'}): ${output.trim()}`));
    });
  });

const madeFolder = (path: string, account: Account | undefined): string => {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (account) chownSync(path, account.uid, account.gid);
  chmodSync(path, 0o700);
  return path;
};

const substitute = (path: string, account: Account | undefined): string =>
  ownFolderInVarTmp(`trunkline-${createHash('sha256').update(path).digest('hex').slice(0, 16)}`, account);
