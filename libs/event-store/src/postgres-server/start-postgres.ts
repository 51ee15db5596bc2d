// Starts the Postgres that the platform keeps its record in, or finds the one that was given.
import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { serverAccount, type Account } from './account';
import { findBinaries, type Binaries } from './binaries';
import { clusterVersion, initCluster, openDataDir, type DataDir } from './cluster';
import { adoptRunning } from './orphan';
import { ensureDatabase } from './database';
import { startPostmaster, type Postmaster } from './postmaster';

export interface PostgresOptions {
  /** Holds the cluster, its password and its log. If the server's account cannot reach it, see `RunningPostgres.dataDir`. */
  readonly dataDir: string;
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /** False trades the survival of a power cut for speed: for demos and tests. Default true. */
  readonly durable?: boolean;
  /** True leaves the server running when this process ends; whoever starts on this folder next shares it. Default false. */
  readonly isKept?: boolean;
  /** Read: DATABASE_URL (use that server), TRUNKLINE_POSTGRES=packages (ignore the system's binaries). */
  readonly env?: Readonly<Record<string, string | undefined>>;
  log?(message: string): void;
}

export interface RunningPostgres {
  /** With password: not to be logged. */
  readonly url: string;
  readonly kind: 'external' | 'system' | 'packages';
  /** Where the cluster really is: `dataDir`, or a folder in /var/tmp when that is out of the server's reach. */
  readonly dataDir?: string;
  /** Absent for an external server. */
  readonly process?: {
    readonly pid: number;
    readonly port: number;
    readonly version: number;
    readonly log: string;
  };
  /** Ends a server that this process owns and leaves any other alone. */
  stop(): Promise<void>;
}

const STARTS_MAX = 8;
const START_PAUSE_MS = 400;

/** Rejects with an Error that says what is missing and what to do. */
export const startPostgres = async (options: PostgresOptions): Promise<RunningPostgres> => {
  const { env = process.env } = options;
  if (env.DATABASE_URL) {
    options.log?.('postgres: using the server of DATABASE_URL');
    return { url: env.DATABASE_URL, kind: 'external', stop: async () => undefined };
  }
  const account = serverAccount();
  const dataDir = openedDataDir(resolve(options.dataDir), account);
  const version = clusterVersion(dataDir);
  const binaries = findBinaries({ version, account, usesSystem: env.TRUNKLINE_POSTGRES !== 'packages' });
  if (version === undefined) await initCluster({ dataDir, binaries, account });
  const postmaster = await adoptedOrStarted({ options, dataDir, binaries, account });
  options.log?.(
    `postgres: ${binaries.kind} ${binaries.version} ${postmaster.origin} on port ${postmaster.port}`,
  );
  try {
    await ensureDatabase(postmaster.adminUrl, postmaster.database);
  } catch (error) {
    await postmaster.stop();
    throw error;
  }
  return {
    url: postmaster.url,
    kind: binaries.kind,
    dataDir: dataDir.path,
    process: {
      pid: postmaster.pid,
      port: postmaster.port,
      version: binaries.version,
      log: dataDir.serverLog,
    },
    stop: () => postmaster.stop(),
  };
};

const openedDataDir = (path: string, account: Account | undefined): DataDir => {
  mkdirSync(dirname(path), { recursive: true });
  return openDataDir(path, account);
};

interface Start {
  readonly options: PostgresOptions;
  readonly dataDir: DataDir;
  readonly binaries: Binaries;
  readonly account: Account | undefined;
}

const adoptedOrStarted = async ({ options, ...where }: Start): Promise<Postmaster> => {
  const { port = 0, durable = true, isKept = false } = options;
  for (let attempt = 1; ; attempt += 1) {
    const server =
      (await adoptRunning(where.dataDir)) ?? (await startPostmaster({ ...where, port, durable, isKept }));
    if (server.origin !== 'failed') return server;
    if (attempt >= STARTS_MAX || !server.mayPass)
      throw new Error(`postgres does not come up: ${server.output}`);
    await delay(START_PAUSE_MS);
  }
};
