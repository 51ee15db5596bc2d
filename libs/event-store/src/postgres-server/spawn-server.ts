// Starts a server's program under its account, in a process group of its own, with a log that has a bound.
import { spawn } from 'node:child_process';
import { closeSync, openSync, rmSync, statSync } from 'node:fs';
import { type Account } from './account';
import { SERVER_ENV } from './cluster';

export interface ServerStart {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly account: Account | undefined;
  readonly logFile: string;
}

const LOG_BYTES_MAX = 5_000_000;

/** Resolves with its pid as soon as it runs; this process may end before it. Rejects when there is no such program. */
export const spawnServer = ({ program, args, cwd, account, logFile }: ServerStart): Promise<number> => {
  const log = openedLog(logFile);
  const child = spawn(program, args, {
    cwd,
    env: SERVER_ENV,
    stdio: ['ignore', log, log],
    // Its own process group: an interrupt from the terminal drains the platform first, then ends the server.
    detached: true,
    ...(account ? { uid: account.uid, gid: account.gid } : {}),
  });
  closeSync(log);
  child.unref();
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new Error(`${program} does not start: ${error.message}`)));
    child.once('spawn', () => resolve(child.pid ?? 0));
  });
};

/** Appended to, because a rival may be writing; begun anew when it has grown. */
const openedLog = (path: string): number => {
  const isLong = (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LOG_BYTES_MAX;
  if (isLong) rmSync(path, { force: true });
  return openSync(path, 'a', 0o600);
};
