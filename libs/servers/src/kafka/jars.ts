// The broker's jars: fetched once by Maven for what pom.xml names, kept below .trunkline, copied where a server's account can read them.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { type Account, canReach } from '@trunkline/event-store/postgres-server/account';
import { ownFolderInVarTmp } from '@trunkline/event-store/postgres-server/var-tmp';
import { missingError, programPath } from '../found';

export interface FetchOptions {
  /** Holds a folder of jars per content of pom.xml. */
  readonly root?: string;
  /** Arguments to Maven besides ours. */
  readonly mavenArgs?: readonly string[];
  readonly log?: (message: string) => void;
}

const POM = resolve(__dirname, '../../pom.xml');
const ROOT = resolve(__dirname, '../../../../.trunkline/kafka');
const FETCH_MS_MAX = 900_000;
const SIGN_OF_LIFE_MS = 3_000;
const OUTPUT_CHARS_MAX = 2_000;

/** Undefined when they are still to be fetched. */
export const jarsFolder = (root = ROOT): string | undefined => {
  const folder = join(root, jarsKey());
  return existsSync(folder) ? folder : undefined;
};

/** All or nothing, and of two that fetch at once the first to finish wins. Rejects with what Maven said. */
export const fetchJars = async (options: FetchOptions = {}): Promise<string> => {
  const { root = ROOT, mavenArgs = [], log = () => undefined } = options;
  const there = jarsFolder(root);
  if (there !== undefined) return there;
  const maven = programPath('mvn', 'MAVEN_HOME');
  if (maven === undefined)
    throw missingError({
      status: 'missing',
      why: 'Maven is needed once to fetch Kafka, and there is none',
      remedy: 'install the package maven',
    });
  mkdirSync(root, { recursive: true });
  const staging = mkdtempSync(join(root, 'fetching-'));
  const folder = join(root, jarsKey());
  try {
    await runMaven([maven, ...mavenArgs], { staging, root, log });
    renameSync(join(staging, 'jars'), folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
  return folder;
};

/** The folder itself, or a copy in /var/tmp when the account cannot pass to it. */
export const reachableJars = (folder: string, account: Account | undefined): string => {
  if (canReach(account, folder)) return folder;
  const copies = ownFolderInVarTmp(`trunkline-kafka-${jarsKey()}`, account);
  const copy = join(copies, 'jars');
  if (existsSync(copy)) return copy;
  const staging = mkdtempSync(join(copies, 'copying-'));
  cpSync(folder, join(staging, 'jars'), { recursive: true });
  renameSync(join(staging, 'jars'), copy);
  rmSync(staging, { recursive: true, force: true });
  return copy;
};

/** By the name of the broker's jar. */
export const kafkaVersion = (folder: string): string => {
  const jar = readdirSync(folder).find((name) => /^kafka_[\d.]+-[\d.]+\.jar$/.test(name));
  return jar?.replace(/^kafka_[\d.]+-|\.jar$/g, '') ?? 'unknown';
};

const jarsKey = (): string => createHash('sha256').update(readFileSync(POM)).digest('hex').slice(0, 16);

const runMaven = (
  [maven, ...args]: readonly [string, ...string[]],
  { staging, root, log }: { staging: string; root: string; log: (message: string) => void },
): Promise<void> =>
  new Promise((done, fail) => {
    const logFile = join(root, 'maven.log');
    const output = openSync(logFile, 'w');
    // Strict checksums: a jar that is not what its repository says it is ends the fetch.
    const ours = ['--quiet', '--batch-mode', '--strict-checksums', '--file', POM];
    const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime'];
    const child = spawn(maven, [...ours, ...args, ...goal, `-DoutputDirectory=${join(staging, 'jars')}`], {
      stdio: ['ignore', output, output],
      timeout: FETCH_MS_MAX,
    });
    closeSync(output);
    const began = Date.now();
    const sign = setInterval(
      () => log(`kafka: Maven fetches its jars (${Math.round((Date.now() - began) / 1_000)}s)`),
      SIGN_OF_LIFE_MS,
    );
    child.once('error', (error) => fail(new Error(`${maven} does not start: ${error.message}`)));
    child.once('close', (code) => {
      clearInterval(sign);
      if (code === 0) done();
      else
        fail(
          new Error(
            `Maven could not fetch Kafka (the whole log is ${logFile}): ` +
              readFileSync(logFile, 'utf8').slice(0, OUTPUT_CHARS_MAX).trim(),
          ),
        );
    });
  });
