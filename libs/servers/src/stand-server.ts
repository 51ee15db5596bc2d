// Makes a server stand in its folder: shares or adopts the one that runs there, or starts one and waits for its answer.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Account } from '@trunkline/event-store/postgres-server/account';
import { spawnServer } from '@trunkline/event-store/postgres-server/spawn-server';
import { withFolderLock } from './folder-lock';
import { claimPort } from './loopback-port';
import { identify, lives, type ProcessIdentity, signal } from './process-identity';
import { endRecorded, ownerOf, running, type RunningServer } from './running-server';
import { type ServerFolder } from './server-folder';
import { type ServerName, type ServerRecord, writeRecord } from './server-record';
import { findStanding } from './standing';

export interface ServerPlan {
  readonly name: ServerName;
  readonly version: string;
  readonly folder: ServerFolder;
  readonly account: Account | undefined;
  /** 0 takes a free one. */
  readonly port: number;
  readonly isKept: boolean;
  log(message: string): void;
  urlOf(port: number): string;
  /** What has to be there before the program runs; answers with the program and its arguments. */
  prepare(port: number): Promise<readonly [string, ...string[]]>;
  /** True when this very process answers a real request on the port; may reject for no. */
  answers(pid: number, port: number): Promise<boolean>;
}

const STARTS_MAX = 3;
const READY_MS_MAX = 120_000;
const READY_POLL_MS = 25;
const OUTPUT_CHARS_MAX = 2_000;

export const standServer = (plan: ServerPlan): Promise<RunningServer> =>
  withFolderLock(plan.folder.path, async () => (await alreadyThere(plan)) ?? started(plan));

const alreadyThere = async (plan: ServerPlan): Promise<RunningServer | undefined> => {
  const found = await findStanding({
    name: plan.name,
    folder: plan.folder.path,
    port: plan.port,
    log: (message) => plan.log(message),
    answers: ({ process: who, port }) => plan.answers(who.pid, port),
  });
  if (!found) return undefined;
  const { record, isShared } = found;
  return isShared ? standing(plan, record, 'shared') : standing(plan, owned(plan, record), 'adopted');
};

const owned = (plan: ServerPlan, record: ServerRecord): ServerRecord => {
  const ours = { ...record, owner: ownerOf(plan.isKept) };
  writeRecord(plan.folder.path, ours);
  return ours;
};

/** A free port may be gone by the time the server takes it: then another one. */
const started = async (plan: ServerPlan): Promise<RunningServer> => {
  for (let attempt = 1; ; attempt += 1) {
    const port = await claimPort(plan.name, plan.port);
    const outcome = await startedOn(plan, port);
    if (typeof outcome !== 'string') return outcome;
    const mayPass = plan.port === 0 && /Address already in use|BindException/.test(outcome);
    if (!mayPass || attempt >= STARTS_MAX) throw new Error(`${plan.name} does not come up: ${outcome}`);
  }
};

/** The server, or the end of its log when it did not come up. */
const startedOn = async (plan: ServerPlan, port: number): Promise<RunningServer | string> => {
  const logFile = join(plan.folder.path, `${plan.name}.log`);
  const [program, ...args] = await plan.prepare(port);
  const who = await spawned(plan, { program, args, logFile });
  const record: ServerRecord = {
    name: plan.name,
    process: who,
    owner: ownerOf(plan.isKept),
    port,
    url: plan.urlOf(port),
    version: plan.version,
    dataDir: plan.folder.data,
    logFile,
  };
  writeRecord(plan.folder.path, record);
  if (await becomesReady(plan, record)) {
    plan.log(`${plan.name}: ${plan.version} on port ${port}, process ${who.pid}`);
    return standing(plan, record, 'started');
  }
  await endRecorded(plan.folder.path, record);
  return readFileSync(logFile, 'utf8').slice(-OUTPUT_CHARS_MAX).trim() || 'it ended without a word';
};

const spawned = async (
  { name, account, folder }: ServerPlan,
  { program, args, logFile }: { program: string; args: readonly string[]; logFile: string },
): Promise<ProcessIdentity> => {
  const who = identify(await spawnServer({ program, args, cwd: folder.data, account, logFile }));
  if (!who) throw new Error(`${name} ended at once; its log is ${logFile}`);
  return who;
};

const becomesReady = async (plan: ServerPlan, { process: who, port }: ServerRecord): Promise<boolean> => {
  const until = Date.now() + READY_MS_MAX;
  while (lives(who) && Date.now() < until) {
    if (await plan.answers(who.pid, port).catch(() => false)) return true;
    await delay(READY_POLL_MS);
  }
  return false;
};

/** Ends with this process, unless it is kept or another's. */
const standing = (plan: ServerPlan, record: ServerRecord, origin: RunningServer['origin']): RunningServer => {
  const server = running(plan.folder.path, record, origin);
  if (origin === 'shared' || record.owner === 'kept') return server;
  const endWithUs = (): void => signal(record.process, 'SIGTERM');
  process.once('exit', endWithUs);
  return {
    ...server,
    stop: async () => {
      process.removeListener('exit', endWithUs);
      await server.stop();
    },
  };
};
