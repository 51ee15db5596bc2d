// What stands in a folder already: a server to go on with, or the traces of one.
import { setTimeout as delay } from 'node:timers/promises';
import { lives } from './process-identity';
import { endRecorded } from './running-server';
import { readRecord, removeRecord, type ServerName, type ServerRecord } from './server-record';

export interface Looked {
  readonly name: ServerName;
  readonly folder: string;
  /** The port that is wanted; 0 for any. */
  readonly port: number;
  readonly log: (message: string) => void;
  /** May reject for no. */
  readonly answers: (record: ServerRecord) => Promise<boolean>;
}

export interface Standing {
  readonly record: ServerRecord;
  /** It is kept, or belongs to a living process: not ours to end. */
  readonly isShared: boolean;
}

const PRESENCE_MS_MAX = 5_000;
const POLL_MS = 25;

/**
 * Undefined when there is none: the record of a dead one is removed, a server that is of no use to anybody is ended.
 * Rejects when it belongs to a living process and is not what is wanted.
 */
export const findStanding = async (looked: Looked): Promise<Standing | undefined> => {
  const { name, folder, port, log } = looked;
  const record = readRecord(folder);
  if (!record) return undefined;
  if (!lives(record.process)) {
    removeRecord(folder);
    return undefined;
  }
  const owner = ownerNow(record);
  const isElsewhere = port !== 0 && port !== record.port;
  const who = `process ${record.process.pid}`;
  if (isElsewhere && owner !== 'nobody')
    throw new Error(`${name} runs on port ${record.port} already, ${who}`);
  if (!isElsewhere && (await answersSoon(looked, record))) {
    log(`${name}: found running on port ${record.port}, ${who}`);
    return { record, isShared: owner !== 'nobody' };
  }
  if (owner === 'alive') throw new Error(`${name}, ${who}, does not answer, and is another process's to end`);
  log(`${name}: ${who} is of no use any more; ending it`);
  await endRecorded(folder, record);
  return undefined;
};

const ownerNow = ({ owner }: ServerRecord): 'kept' | 'alive' | 'nobody' => {
  if (owner === 'kept') return 'kept';
  return lives(owner) ? 'alive' : 'nobody';
};

const answersSoon = async ({ answers }: Looked, record: ServerRecord): Promise<boolean> => {
  const until = Date.now() + PRESENCE_MS_MAX;
  while (lives(record.process) && Date.now() < until) {
    if (await answers(record).catch(() => false)) return true;
    await delay(POLL_MS);
  }
  return false;
};
