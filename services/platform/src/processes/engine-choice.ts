// What the record, the bus and the cache of a data folder are: chosen at its first use, the same ever after.
import { ensureTopics, kafkaNames, type TopicPlan } from '@trunkline/event-bus';
import { ensureDatabase } from '@trunkline/event-store/postgres-server/database';
import { bringUp, environmentOf, SERVER_NAMES, type ServerName } from '@trunkline/servers';
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export type EngineChoice =
  /** Postgres that comes with the packages, the log as its own bus, a cache in each process. */
  | { readonly kind: 'embedded' }
  /** Postgres, Kafka and Redis of `./trunkline servers`, under a name that no other data folder has. */
  | { readonly kind: 'real'; readonly serversDir: string; readonly name: string };

const NAME_BYTES = 4;
const PARTITIONS = 6;
const DAY_MS = 86_400_000;

const fileOf = (dataDir: string): string => join(dataDir, 'engines.json');

/** Rejects when the folder was begun on other engines: its calls would seem to be lost. */
export const chooseEngines = async (
  dataDir: string,
  wanted: { readonly kind: 'embedded' } | { readonly kind: 'real'; readonly serversDir: string },
): Promise<EngineChoice> => {
  const known = await knownChoice(dataDir);
  if (known && known.kind !== wanted.kind)
    throw new Error(`${dataDir} was begun with --engines ${known.kind}; keep to it, or give another --data`);
  if (known?.kind === 'real' && wanted.kind === 'real') return { ...known, serversDir: wanted.serversDir };
  if (known) return known;
  const choice: EngineChoice =
    wanted.kind === 'embedded'
      ? { kind: 'embedded' }
      : { ...wanted, name: `trunkline_${randomBytes(NAME_BYTES).toString('hex')}` };
  await mkdir(dataDir, { recursive: true });
  await writeFile(fileOf(dataDir), `${JSON.stringify(choice, undefined, 2)}\n`);
  return choice;
};

export interface EngineEnvironment {
  readonly databaseUrl: string;
  /** Without secrets: bus and cache. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Starts the servers that are not running, and leaves them running. Rejects with what is missing. */
export const realEngines = async (
  choice: Extract<EngineChoice, { kind: 'real' }>,
  log: (message: string) => void,
): Promise<EngineEnvironment> => {
  const { DATABASE_URL: adminUrl = '', ...others } = await environmentOfServers(choice, {
    names: SERVER_NAMES,
    log,
  });
  await ensureDatabase(adminUrl, choice.name);
  const prefix = `${choice.name}.`;
  await ensureTopics({ brokers: brokersOf(others), clientId: 'supervisor', prefix }, topicsOf(prefix));
  return {
    databaseUrl: withDatabase(adminUrl, choice.name),
    settings: { ...others, KAFKA_TOPIC_PREFIX: prefix, CACHE_PREFIX: choice.name },
  };
};

const brokersOf = (settings: Readonly<Record<string, string>>): readonly string[] =>
  (settings['KAFKA_BROKERS'] ?? '').split(',');

/** For one machine: fewer partitions and one copy, kept as long as those of a cluster. */
const topicsOf = (prefix: string): readonly TopicPlan[] => {
  const { events, deadLetters } = kafkaNames(prefix);
  const topic = (name: string, days: number): TopicPlan => ({
    name,
    partitions: PARTITIONS,
    replicationFactor: 1,
    config: { 'cleanup.policy': 'delete', 'retention.ms': String(days * DAY_MS) },
  });
  return [topic(events, 7), topic(deadLetters, 14)];
};

/** Where the record of a folder that was begun on real servers is; undefined for any other. */
export const databaseOnServers = async (
  dataDir: string,
  log: (message: string) => void,
): Promise<string | undefined> => {
  const choice = await knownChoice(dataDir);
  if (choice?.kind !== 'real') return undefined;
  const { DATABASE_URL: adminUrl = '' } = await environmentOfServers(choice, { names: ['postgres'], log });
  return withDatabase(adminUrl, choice.name);
};

const environmentOfServers = async (
  { serversDir }: Extract<EngineChoice, { kind: 'real' }>,
  { names, log }: { names: readonly ServerName[]; log: (message: string) => void },
): Promise<Readonly<Record<string, string>>> =>
  environmentOf(await bringUp({ dataDir: serversDir, names, ports: {}, log }));

const knownChoice = async (dataDir: string): Promise<EngineChoice | undefined> => {
  const text = await readFile(fileOf(dataDir), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as EngineChoice);
};

const withDatabase = (adminUrl: string, database: string): string => {
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  return url.href;
};
