// One start per folder at a time, also between processes.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { errorCode } from '@trunkline/event-store/postgres-server/error-code';
import { identify, lives, type ProcessIdentity } from './process-identity';

const WAIT_MS_MAX = 180_000;
const POLL_MS = 50;

/** Waits while a living process holds the folder; the lock of a dead one is void. */
export const withFolderLock = async <T>(folder: string, use: () => Promise<T>): Promise<T> => {
  const path = join(folder, 'starting');
  for (let waitedMs = 0; !taken(path); waitedMs += POLL_MS) {
    if (waitedMs > WAIT_MS_MAX) throw new Error(`another process is starting a server in ${folder}`);
    await delay(POLL_MS);
  }
  try {
    return await use();
  } finally {
    rmSync(path, { force: true });
  }
};

const taken = (path: string): boolean => {
  try {
    writeFileSync(path, JSON.stringify(identify(process.pid)), { flag: 'wx' });
    return true;
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
  if (!isHeld(path)) rmSync(path, { force: true });
  return false;
};

/** A lock that cannot be read yet was made this very moment. */
const isHeld = (path: string): boolean => {
  try {
    return lives(JSON.parse(readFileSync(path, 'utf8')) as ProcessIdentity);
  } catch (error) {
    return error instanceof SyntaxError;
  }
};
