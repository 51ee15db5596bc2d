// The server process: started under its account on the loopback, waited for, and ended by its pid.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Account } from './account';
import { type Binaries } from './binaries';
import { readPassword, USER, type DataDir } from './cluster';
import { dataDirectory } from './database';
import { freePort } from './free-port';
import { endServer, isAlive } from './server-process';
import { spawnServer } from './spawn-server';

export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly url: string;
  readonly adminUrl: string;
  readonly database: string;
  readonly origin: 'started' | 'adopted' | 'shared' | 'kept';
  stop(): Promise<void>;
}

export interface PostmasterStart {
  readonly dataDir: DataDir;
  readonly binaries: Binaries;
  readonly account: Account | undefined;
  readonly port: number;
  readonly durable: boolean;
  /** True for a server that stays when this process ends. */
  readonly isKept: boolean;
}

const DATABASE = 'trunkline';
const OUTPUT_CHARS_MAX = 2_000;
const READY_MS_MAX = 60_000;
const READY_POLL_MS = 20;

/**
 * What a second try can cure: somebody took the port, workers of a killed predecessor are still going down, or another
 * process starts a server on the same cluster.
 */
const PASSING =
  /Address already in use|could not bind|pre-existing shared memory block|lock file .* already exists/;

export interface FailedStart {
  readonly origin: 'failed';
  /** The end of the server's log. */
  readonly output: string;
  readonly mayPass: boolean;
}

export const startPostmaster = async (start: PostmasterStart): Promise<Postmaster | FailedStart> => {
  const { dataDir, binaries, account } = start;
  const port = start.port === 0 ? await freePort() : start.port;
  const pid = await spawnServer({
    program: binaries.postgres,
    args: ['-D', dataDir.cluster, '-p', String(port), ...settings(start.durable)],
    cwd: dataDir.path,
    account,
    logFile: dataDir.serverLog,
  });
  const postmaster = ownedPostmaster(dataDir, { pid, port }, start.isKept ? 'kept' : 'started');
  if (await becomesReady(postmaster)) return postmaster;
  await postmaster.stop();
  const output = readFileSync(dataDir.serverLog, 'utf8').slice(-OUTPUT_CHARS_MAX).trim();
  return { origin: 'failed', output, mayPass: PASSING.test(output) };
};

/** Names the process that ends the server; one file per server, so that rivals never overwrite each other's. */
export const ownerFile = ({ path }: Pick<DataDir, 'path'>, serverPid: number): string =>
  join(path, `owner-of-${serverPid}`);

/** What an owner's file says of a server that stays when the process that started it ends. */
export const KEPT = 'kept';

/** A server that ends with this process at the latest, unless this process is killed or the server is kept or shared. */
export const ownedPostmaster = (
  dataDir: DataDir,
  server: { readonly pid: number; readonly port: number },
  origin: Postmaster['origin'],
): Postmaster => {
  const { pid, port } = server;
  const login = `postgres://${USER}:${readPassword(dataDir)}@127.0.0.1:${port}`;
  const endWithUs = (): void => {
    if (isAlive(pid)) process.kill(pid, 'SIGINT');
  };
  if (origin !== 'shared')
    writeFileSync(ownerFile(dataDir, pid), `${origin === KEPT ? KEPT : process.pid}\n`);
  if (origin === 'started' || origin === 'adopted') process.once('exit', endWithUs);
  const stop = async (): Promise<void> => {
    process.removeListener('exit', endWithUs);
    if (origin === 'shared') return;
    await endServer(pid);
    rmSync(ownerFile(dataDir, pid), { force: true });
  };
  return {
    pid,
    port,
    url: `${login}/${DATABASE}`,
    adminUrl: `${login}/postgres`,
    database: DATABASE,
    origin,
    stop,
  };
};

const settings = (durable: boolean): string[] => {
  const values = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '100',
    shared_buffers: '64MB',
    timezone: 'UTC',
    jit: 'off',
    max_parallel_workers_per_gather: '0',
    // Details of an error quote the row: they do not belong in a log.
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
    // What is committed outlives a killed server either way: commits reach the system, only the disk may lag.
    ...(durable ? {} : { fsync: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
};

/** False when the process has ended before it answered. */
const becomesReady = async ({ pid, adminUrl }: Postmaster): Promise<boolean> => {
  const until = Date.now() + READY_MS_MAX;
  while (isAlive(pid) && Date.now() < until) {
    try {
      await dataDirectory(adminUrl);
      return true;
    } catch {
      await delay(READY_POLL_MS);
    }
  }
  return false;
};
