// The three servers of a folder together: start what is not running, say how each is, end them in order.
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ownerFile } from '@trunkline/event-store/postgres-server/postmaster';
import { withFolderLock } from './folder-lock';
import { type Missing, programPath } from './found';
import { jarsFolder } from './kafka/jars';
import { findJava } from './kafka/java';
import { askOurKafka } from './kafka/our-cluster';
import { startKafka } from './kafka/start-kafka';
import { answersAsPostgres, startPostgres } from './postgres/start-postgres';
import { lives } from './process-identity';
import { askRedis } from './redis/redis-answer';
import { findRedis, startRedis } from './redis/start-redis';
import { endRecorded, type RunningServer } from './running-server';
import { readRecord, removeRecord, SERVER_NAMES, type ServerName, type ServerRecord } from './server-record';
import { type StartOptions } from './start-options';

export interface Fleet {
  /** Holds a folder for each server. */
  readonly dataDir: string;
  readonly names: readonly ServerName[];
}

export interface FleetUp extends Fleet {
  readonly ports: Readonly<Partial<Record<ServerName, number>>>;
  readonly log: (message: string) => void;
}

/** `silent`: its process lives and does not answer. */
export type ServerStatus =
  | { readonly name: ServerName; readonly status: 'stopped'; readonly folder: string }
  | ({ readonly name: ServerName; readonly status: 'running' | 'silent'; readonly folder: string } & Pick<
      ServerRecord,
      'url' | 'port' | 'version' | 'dataDir' | 'logFile'
    > & { readonly pid: number });

/** Where a server listens unless told otherwise, or it died elsewhere: beside the usual port, which the system's own may have. */
export const USUAL_PORTS: Readonly<Record<ServerName, number>> = {
  postgres: 15_432,
  redis: 16_379,
  kafka: 19_092,
};

/** What stays running when this process ends. Rejects with what is missing, before anything is started. */
export const bringUp = async ({ dataDir, names, ports, log }: FleetUp): Promise<readonly RunningServer[]> => {
  const missing = names.flatMap((name) => missingFor[name]());
  if (missing.length > 0) throw new Error(missing.map(({ why, remedy }) => `${why}: ${remedy}`).join('\n'));
  const running: RunningServer[] = [];
  for (const name of SERVER_NAMES.filter((each) => names.includes(each))) {
    const folder = join(dataDir, name);
    const port = ports[name] ?? readRecord(folder)?.port ?? USUAL_PORTS[name];
    running.push(await START[name]({ dataDir: folder, port, isKept: true, log }));
  }
  return running;
};

export const statusOf = ({ dataDir, names }: Fleet): Promise<readonly ServerStatus[]> =>
  Promise.all(names.map((name) => statusOfOne(name, join(dataDir, name))));

/** Kafka first and Postgres last. Answers with those that were running. Rejects before it ends what another process owns. */
export const takeDown = async ({ dataDir, names }: Fleet): Promise<readonly ServerName[]> => {
  const ended: ServerName[] = [];
  for (const name of [...SERVER_NAMES].reverse().filter((each) => names.includes(each))) {
    const folder = join(dataDir, name);
    if (!existsSync(folder)) continue;
    if (await withFolderLock(folder, () => endOne(folder))) ended.push(name);
  }
  return ended;
};

/** What processes take from their environment to use these servers. With passwords. */
export const environmentOf = (
  servers: readonly { readonly name: ServerName; readonly url: string }[],
): Readonly<Record<string, string>> =>
  Object.fromEntries(servers.flatMap(({ name, url }) => SETTINGS[name](url)));

const START: Readonly<Record<ServerName, (options: StartOptions) => Promise<RunningServer>>> = {
  postgres: startPostgres,
  redis: startRedis,
  kafka: startKafka,
};

const SETTINGS: Readonly<Record<ServerName, (url: string) => [string, string][]>> = {
  postgres: (url) => [['DATABASE_URL', url]],
  redis: (url) => [['REDIS_URL', url]],
  kafka: (url) => [
    ['EVENT_BUS', 'kafka'],
    ['KAFKA_BROKERS', url],
  ],
};

const isMissing = (found: { readonly status: 'found' } | Missing): found is Missing =>
  found.status === 'missing';

const MAVEN_MISSING: Missing = {
  status: 'missing',
  why: 'Maven is needed once to fetch Kafka, and there is none',
  remedy: 'install the package maven',
};

/** Postgres comes with the packages. */
const missingFor: Readonly<Record<ServerName, () => readonly Missing[]>> = {
  postgres: () => [],
  redis: () => [findRedis()].filter(isMissing),
  kafka: () => [
    ...[findJava()].filter(isMissing),
    ...(jarsFolder() === undefined && programPath('mvn', 'MAVEN_HOME') === undefined ? [MAVEN_MISSING] : []),
  ],
};

const livingRecord = (folder: string): ServerRecord | undefined => {
  const record = readRecord(folder);
  return record && lives(record.process) ? record : undefined;
};

const statusOfOne = async (name: ServerName, folder: string): Promise<ServerStatus> => {
  const record = livingRecord(folder);
  if (!record) return { name, status: 'stopped', folder };
  const { process: who, url, port, version, dataDir, logFile } = record;
  const answers = await ANSWERS[name](record).catch(() => false);
  const status = answers ? 'running' : 'silent';
  return { name, status, folder, pid: who.pid, url, port, version, dataDir, logFile };
};

const ANSWERS: Readonly<Record<ServerName, (record: ServerRecord) => Promise<boolean>>> = {
  postgres: answersAsPostgres,
  redis: async ({ port, process: who }) => (await askRedis(port)).pid === who.pid,
  kafka: ({ port, dataDir }) => askOurKafka(dataDir, port),
};

const endOne = async (folder: string): Promise<boolean> => {
  const record = livingRecord(folder);
  if (!record) {
    removeRecord(folder);
    return false;
  }
  const { name, owner, process: who, dataDir } = record;
  if (owner !== 'kept' && lives(owner))
    throw new Error(`${name} belongs to process ${owner.pid} and ends with it: end that one`);
  await endRecorded(folder, record);
  if (name === 'postgres') rmSync(ownerFile({ path: dataDir }, who.pid), { force: true });
  return true;
};
