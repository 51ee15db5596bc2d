// Which process a pid means: a pid is used again, a pid with the moment its process began is not.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque; equal only for the same process. */
  readonly began: string;
}

export interface EndStep {
  readonly signal: NodeJS.Signals;
  readonly waitMs: number;
}

/** Undefined when there is no such process, or only what its parent has not yet asked about. */
export const identify = (pid: number): ProcessIdentity | undefined => {
  const began = process.platform === 'linux' ? beganOnLinux(pid) : beganElsewhere(pid);
  return began === undefined ? undefined : { pid, began };
};

export const lives = ({ pid, began }: ProcessIdentity): boolean => identify(pid)?.began === began;

/** Sends the signal unless the process is gone, or the pid means another one. */
export const signal = (who: ProcessIdentity, name: NodeJS.Signals): void => {
  if (!lives(who)) return;
  try {
    process.kill(who.pid, name);
  } catch (error) {
    if (lives(who)) throw error;
  }
};

/** Takes the steps until the process is gone; rejects when the last one does not end it. */
export const end = async (who: ProcessIdentity, steps: readonly EndStep[]): Promise<void> => {
  for (const step of steps) {
    signal(who, step.signal);
    for (let waitedMs = 0; waitedMs < step.waitMs && lives(who); waitedMs += POLL_MS) await delay(POLL_MS);
    if (!lives(who)) return;
  }
  throw new Error(`process ${who.pid} does not end`);
};

const POLL_MS = 20;

/** State is field 3, the number of threads field 20, start time in ticks since boot field 22: proc_pid_stat(5). */
const beganOnLinux = (pid: number): string | undefined => {
  try {
    // The name, in brackets, may itself hold any character.
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ') ?? [];
    // The first thread of several may end before the others, which keep ports and files until they do.
    const isOver = fields[0] === 'X' || (fields[0] === 'Z' && Number(fields[17]) <= 1);
    if (isOver) return undefined;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()}/${fields[19]}`;
  } catch {
    return undefined;
  }
};

const beganElsewhere = (pid: number): string | undefined => {
  try {
    const [state = 'Z', ...began] = execFileSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
      .trim()
      .split(/\s+/);
    return state.startsWith('Z') ? undefined : began.join(' ');
  } catch {
    return undefined;
  }
};
