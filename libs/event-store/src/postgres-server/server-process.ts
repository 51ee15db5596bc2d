// A server by its pid: is it there, and make it end.
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { errorCode } from './error-code';

const POLL_MS = 20;
/** Fast shutdown, then immediate shutdown, then the end: https://www.postgresql.org/docs/current/server-shutdown.html */
const STEPS = [
  { signal: 'SIGINT', waitMs: 10_000 },
  { signal: 'SIGQUIT', waitMs: 5_000 },
  { signal: 'SIGKILL', waitMs: 2_000 },
] as const;

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
};

/** Ended, but its parent has not asked: in a container nobody may ever ask. */
const isZombie = (pid: number): boolean => {
  try {
    // The state follows the name, which is in brackets and may itself hold any character: proc_pid_stat(5).
    return readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.startsWith('Z') ?? false;
  } catch {
    return false;
  }
};

export const endServer = async (pid: number): Promise<void> => {
  for (const { signal, waitMs } of STEPS) {
    if (!isAlive(pid)) return;
    process.kill(pid, signal);
    for (let waitedMs = 0; waitedMs < waitMs && isAlive(pid); waitedMs += POLL_MS) await delay(POLL_MS);
  }
  if (isAlive(pid)) throw new Error(`the postgres server ${pid} does not end`);
};
