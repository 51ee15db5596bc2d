// Starts a Kafka broker on the loopback: one process, KRaft, small.
import { serverAccount } from '@trunkline/event-store/postgres-server/account';
import { freePort } from '@trunkline/event-store/postgres-server/free-port';
import { type Missing, missingError } from '../found';
import { type RunningServer } from '../running-server';
import { openServerFolder } from '../server-folder';
import { standServer } from '../stand-server';
import { type StartOptions } from '../start-options';
import { fetchJars, jarsFolder, kafkaVersion, reachableJars } from './jars';
import { findJava } from './java';
import { askOurKafka } from './our-cluster';
import { javaArguments } from './settings';
import { formatOnce, type Storage, writeSettings } from './storage';

export interface FoundKafka {
  readonly status: 'found';
  readonly java: string;
  readonly jars: string;
  readonly version: string;
}

export interface RunningKafka extends RunningServer {
  /** host:port each, as clients take them. */
  readonly brokers: string[];
}

/** Fetches the jars if they are not there yet. Rejects with an Error that says what is missing and what to do. */
export const startKafka = async (options: StartOptions): Promise<RunningKafka> => {
  const java = findJava();
  if (java.status === 'missing') throw missingError(java);
  const log = (message: string): void => options.log?.(message);
  const found = await fetchJars({ log });
  const account = serverAccount(ACCOUNTS);
  const folder = openServerFolder(options.dataDir, account);
  const jars = reachableJars(found, account);
  const server = await standServer({
    name: 'kafka',
    version: kafkaVersion(found),
    folder,
    account,
    port: options.port ?? 0,
    isKept: options.isKept ?? false,
    log,
    urlOf: (port) => `127.0.0.1:${port}`,
    prepare: async (port) => {
      const ports = { broker: port, controller: await freePort() };
      const storage: Storage = { data: folder.data, account, java: java.program, jars, ports };
      writeSettings(storage);
      await formatOnce(storage);
      return [java.program, ...javaArguments(jars), 'kafka.Kafka', 'server.properties'];
    },
    answers: async (_pid, port) => askOurKafka(folder.data, port),
  });
  return { ...server, brokers: [server.url] };
};

/** Without fetching anything: `missing` also when only the jars are. */
export const findKafka = (): FoundKafka | Missing => {
  const java = findJava();
  if (java.status === 'missing') return java;
  const jars = jarsFolder();
  return jars === undefined
    ? {
        status: 'missing',
        why: "Kafka's jars are not fetched yet",
        remedy: 'node libs/servers/dist/kafka/main.js',
      }
    : { status: 'found', java: java.program, jars, version: kafkaVersion(jars) };
};

const ACCOUNTS = ['nobody'];
