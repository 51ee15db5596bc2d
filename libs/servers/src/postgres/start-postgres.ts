// Starts the Postgres of libs/event-store as one server among others: recorded, kept or owned, killed and started again.
import { join } from 'node:path';
import { type RunningPostgres, startPostgres as launch } from '@trunkline/event-store';
import { dataDirectory } from '@trunkline/event-store/postgres-server/database';
import { withFolderLock } from '../folder-lock';
import { claimPort } from '../loopback-port';
import { identify, lives } from '../process-identity';
import { ownerOf, running, type RunningServer } from '../running-server';
import { openOuterFolder } from '../server-folder';
import { removeRecord, type ServerRecord, writeRecord } from '../server-record';
import { findStanding } from '../standing';
import { type StartOptions } from '../start-options';

export interface PostgresStartOptions extends StartOptions {
  /** False trades the survival of a power cut for speed. Default true. */
  readonly durable?: boolean;
}

/** Rejects with an Error that says what is missing and what to do. */
export const startPostgres = (options: PostgresStartOptions): Promise<RunningServer> => {
  const folder = openOuterFolder(options.dataDir);
  return withFolderLock(folder, async () => {
    const { port = 0, log = () => undefined } = options;
    const found = await findStanding({ name: 'postgres', folder, port, log, answers: answersAsPostgres });
    if (found?.isShared) return running(folder, found.record, 'shared');
    const at = found?.record.port ?? (await claimPort('postgres', port));
    return launched(folder, { ...options, log, port: at }, found ? 'adopted' : 'started');
  });
};

export const answersAsPostgres = async ({ url }: ServerRecord): Promise<boolean> =>
  (await dataDirectory(url)) !== '';

const launched = async (
  folder: string,
  { port, log, durable = true, isKept = false }: PostgresStartOptions,
  origin: RunningServer['origin'],
): Promise<RunningServer> => {
  const dataDir = join(folder, 'data');
  const postgres = await launch({ dataDir, env: {}, port, log, durable, isKept });
  const record = recordOf(postgres, { folder, isKept });
  writeRecord(folder, record);
  const stop = async (): Promise<void> => {
    await postgres.stop();
    if (!lives(record.process)) removeRecord(folder);
  };
  return { ...running(folder, record, origin), stop };
};

const recordOf = (
  postgres: RunningPostgres,
  { folder, isKept }: { folder: string; isKept: boolean },
): ServerRecord => {
  const at = postgres.process;
  const who = at && identify(at.pid);
  if (!at || !who) throw new Error('postgres went away as soon as it had come up');
  return {
    name: 'postgres',
    process: who,
    owner: ownerOf(isKept),
    port: at.port,
    url: postgres.url,
    version: String(at.version),
    dataDir: postgres.dataDir ?? folder,
    logFile: at.log,
  };
};
