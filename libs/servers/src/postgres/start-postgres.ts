// Starts the Postgres of libs/event-store as one server among others: recorded, kept or owned, killed and started again.
import { join } from 'node:path';
import { startPostgres as launch } from '@trunkline/event-store';
import { withFolderLock } from '../folder-lock';
import { claimPort } from '../loopback-port';
import { identify, lives } from '../process-identity';
import { killNow, ownerOf, type RunningServer } from '../running-server';
import { openOuterFolder } from '../server-folder';
import { readRecord, removeRecord, writeRecord } from '../server-record';
import { type StartOptions } from '../start-options';

export interface PostgresStartOptions extends StartOptions {
  /** False trades the survival of a power cut for speed. Default true. */
  readonly durable?: boolean;
}

/** Rejects with an Error that says what is missing and what to do. */
export const startPostgres = (options: PostgresStartOptions): Promise<RunningServer> => {
  const folder = openOuterFolder(options.dataDir);
  return withFolderLock(folder, () => stand(folder, options));
};

const stand = async (folder: string, options: PostgresStartOptions): Promise<RunningServer> => {
  const { durable = true, isKept = false, log } = options;
  const record = readRecord(folder);
  const isRunning = record !== undefined && lives(record.process);
  const asked = options.port ?? 0;
  if (isRunning && asked !== 0 && asked !== record.port)
    throw new Error(`postgres runs on port ${record.port} already, process ${record.process.pid}`);
  const port = isRunning ? record.port : await claimPort('postgres', asked);
  const launched = await launch({
    dataDir: join(folder, 'data'),
    port,
    durable,
    isKept,
    env: {},
    ...(log ? { log: (message: string) => log(message) } : {}),
  });
  const at = launched.process;
  const who = at && identify(at.pid);
  if (!at || !who) throw new Error('postgres went away as soon as it had come up');
  const isShared = isRunning && (record.owner === 'kept' || lives(record.owner));
  const standing = {
    name: 'postgres',
    process: who,
    owner: isShared ? record.owner : ownerOf(isKept),
    port: at.port,
    url: launched.url,
    version: String(at.version),
    dataDir: launched.dataDir ?? folder,
    logFile: at.log,
  } as const;
  writeRecord(folder, standing);
  return {
    ...standing,
    pid: who.pid,
    origin: isShared ? 'shared' : 'started',
    stop: async () => {
      await launched.stop();
      if (!lives(who)) removeRecord(folder);
    },
    kill: () => killNow(who),
  };
};
