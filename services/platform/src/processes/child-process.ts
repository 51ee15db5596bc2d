// One process of a service: begun through the launcher, logging into a file, ended by signal, gone with its supervisor.
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { type ProcessPlan } from './process-plan';

export interface Child {
  readonly pid: number;
  /** Resolves with how it ended: `exit code 0`, `SIGKILL`. */
  readonly ended: Promise<string>;
  isOver(): boolean;
  /** SIGTERM, and SIGKILL when it takes longer than it may; resolves when it is gone. */
  end(): Promise<string>;
}

const LAUNCHER = require.resolve('@trunkline/deployment/start/main');
const LOG_BYTES_MAX = 20_000_000;
const TAIL_LINES = 8;
/** Settings of ours that the plan alone decides, and what would name every process alike. */
const NOT_INHERITED = /^(DATABASE_URL|HOSTNAME|EVENT_BUS|KAFKA_BROKERS|REDIS_URL|RECORD_RELAY)(_FILE)?$/;

export const startChild = (
  plan: ProcessPlan,
  { logFile, env }: { readonly logFile: string; readonly env: NodeJS.ProcessEnv },
): Child => {
  const log = openLog(logFile);
  const inherited = Object.fromEntries(Object.entries(env).filter(([name]) => !NOT_INHERITED.test(name)));
  const child = spawn(
    process.execPath,
    ['--enable-source-maps', LAUNCHER, require.resolve(`@trunkline/${plan.service}/main`)],
    {
      // In a group of its own: Ctrl-C is for the supervisor, which ends them in order.
      detached: true,
      env: { ...inherited, ...plan.env },
      // The channel tells the child that its supervisor is gone.
      stdio: ['ignore', log, log, 'ipc'],
    },
  );
  closeSync(log);
  let over = false;
  const ended = endOf(child).then((how) => {
    over = true;
    return how;
  });
  return {
    pid: child.pid ?? 0,
    ended,
    isOver: () => over,
    end: async () => {
      if (over) return ended;
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), plan.closeMsMax);
      const how = await ended;
      clearTimeout(late);
      return how;
    },
  };
};

/** The last lines of a log: what a process said before it ended. */
export const tailOf = (logFile: string): string =>
  existsSync(logFile)
    ? readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-TAIL_LINES).join('\n')
    : '';

const endOf = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });

/** One file back is kept, so that a process that ends again and again does not fill the disk. */
const openLog = (file: string): number => {
  if (existsSync(file) && statSync(file).size > LOG_BYTES_MAX) renameSync(file, `${file}.1`);
  return openSync(file, 'a', 0o600);
};
