// The broker's folder: formatted once, all or nothing, with an id that tells this cluster from every other.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Account } from '@trunkline/event-store/postgres-server/account';
import { SERVER_ENV } from '@trunkline/event-store/postgres-server/cluster';
import {
  CLUSTER_ID_FILE,
  javaArguments,
  LOG4J,
  LOG_DIR,
  MAKING_DIR,
  type Ports,
  properties,
} from './settings';

export interface Storage {
  readonly data: string;
  readonly account: Account | undefined;
  readonly java: string;
  readonly jars: string;
  readonly ports: Ports;
}

const FORMAT_MS_MAX = 120_000;
const OUTPUT_CHARS_MAX = 2_000;

export const writeSettings = (storage: Storage): void => {
  write(storage, 'log4j.properties', LOG4J);
  write(storage, 'server.properties', properties(storage.ports, LOG_DIR));
  mkdirSync(join(storage.data, 'tmp'), { recursive: true });
  own(storage, 'tmp');
};

/** Undefined before the folder is formatted. */
export const clusterIdOf = (data: string): string | undefined => {
  const path = join(data, CLUSTER_ID_FILE);
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined;
};

/** What was half formatted by a process that was killed is thrown away. */
export const formatOnce = async (storage: Storage): Promise<void> => {
  const { data } = storage;
  if (existsSync(join(data, LOG_DIR))) return;
  rmSync(join(data, MAKING_DIR), { recursive: true, force: true });
  const clusterId = newClusterId();
  write(storage, CLUSTER_ID_FILE, `${clusterId}\n`);
  write(storage, 'format.properties', properties(storage.ports, MAKING_DIR));
  await runTool(storage, ['kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', 'format.properties']);
  rmSync(join(data, 'format.properties'));
  renameSync(join(data, MAKING_DIR), join(data, LOG_DIR));
};

/** 16 bytes in base64url; Kafka's tools take a leading dash for an option. */
const newClusterId = (): string => randomBytes(16).toString('base64url').replace(/^-/, 'A');

const write = (storage: Storage, name: string, text: string): void => {
  writeFileSync(join(storage.data, name), text, { mode: 0o600 });
  own(storage, name);
};

const own = ({ data, account }: Storage, name: string): void => {
  if (account) chownSync(join(data, name), account.uid, account.gid);
};

const runTool = ({ data, account, java, jars }: Storage, args: readonly string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(java, [...javaArguments(jars), ...args], {
      cwd: data,
      env: SERVER_ENV,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: FORMAT_MS_MAX,
      ...(account ? { uid: account.uid, gid: account.gid } : {}),
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output = (output + text).slice(-OUTPUT_CHARS_MAX);
      });
    child.once('error', (error) => reject(new Error(`${java} does not start: ${error.message}`)));
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`Kafka's folder ${data} could not be formatted: ${output.trim()}`));
    });
  });
