// A second server that follows the first through its write-ahead log, and can take its place.
import { spawn } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { serverAccount } from '../postgres-server/account';
import { SERVER_ENV } from '../postgres-server/cluster';
import { freePort } from '../postgres-server/free-port';
import { endServer } from '../postgres-server/server-process';
import { type RunningPostgres } from '../postgres-server/start-postgres';
import { programOf, run } from './server-programs.double';

export interface FollowingServer {
  readonly url: string;
  /** Resolves when it has come to the end of its recovery by itself. */
  untilWritable(): Promise<void>;
  /** From then on it takes writes. */
  promote(): Promise<void>;
  stop(): Promise<void>;
}

const READY_MS_MAX = 30_000;
const POLL_MS = 50;

/** A folder that the server's account may write to. */
export const serverFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-server-'));
  const account = serverAccount();
  if (account) chownSync(folder, account.uid, account.gid);
  return folder;
};

/** On the loopback, from a folder that holds a cluster; the settings are added to those in it. */
export const startOn = async (
  server: RunningPostgres,
  cluster: string,
  settings: readonly string[] = [],
): Promise<FollowingServer> => {
  const path = programOf(server, 'postgres');
  if (path === undefined) throw new Error('the server is not one of the system');
  const account = serverAccount();
  const port = await freePort();
  const own = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', ...settings];
  const child = spawn(path, ['-D', cluster, '-p', String(port), ...own.flatMap((each) => ['-c', each])], {
    cwd: cluster,
    env: SERVER_ENV,
    stdio: 'ignore',
    detached: true,
    ...(account ? { uid: account.uid, gid: account.gid } : {}),
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${path} does not start`);
  const url = new URL(server.url);
  url.port = String(port);
  await untilTrue(url.href, 'select true as is_true');
  return {
    url: url.href,
    untilWritable: () => untilTrue(url.href, 'select not pg_is_in_recovery() as is_true'),
    promote: () => untilTrue(url.href, 'select pg_promote(true, 20) as is_true'),
    stop: () => endServer(pid),
  };
};

/** Every commit of `primary` waits from now on until this server has it on its disk. */
export const startSynchronousStandby = async (primary: RunningPostgres): Promise<FollowingServer> => {
  const folder = serverFolder();
  const cluster = join(folder, 'cluster');
  await run(primary, 'pg_basebackup', ['-d', primary.url, '-D', cluster, '-R', '-X', 'stream', '-c', 'fast']);
  const standby = await startOn(primary, cluster);
  await execute(primary.url, `alter system set synchronous_standby_names = '*'`);
  await execute(primary.url, 'select pg_reload_conf()');
  await untilTrue(
    primary.url,
    `select exists (select from pg_stat_replication where sync_state = 'sync') as is_true`,
  );
  return {
    ...standby,
    stop: async () => {
      await standby.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

const untilTrue = async (url: string, sql: string): Promise<void> => {
  const until = Date.now() + READY_MS_MAX;
  for (;;) {
    try {
      const { rows } = await execute(url, sql);
      if (rows[0]?.is_true === true) return;
    } catch (error) {
      if (Date.now() > until) throw error;
    }
    if (Date.now() > until) throw new Error(`never true: ${sql}`);
    await delay(POLL_MS);
  }
};

const execute = async (url: string, sql: string) => {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await client.query<{ is_true?: boolean }>(sql);
  } finally {
    await client.end();
  }
};
