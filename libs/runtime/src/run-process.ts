// The life of a service's process: it starts, is ready, is told to end, and closes what it opened, the last first.
import { type Env } from './config';
import { newId } from './ids';
import { createLogger, type Logger } from './logger';
import { readiness } from './readiness';

export interface Closeable {
  close(): Promise<unknown>;
}

export interface ProcessStart {
  readonly env: Env;
  readonly service: string;
  /** Other than chance: a name that is the same after a restart. */
  readonly instance: string;
  readonly log: Logger;
  /** Closed when the process ends, the last opened first; also when a later step of the start fails. */
  readonly opened: <T extends Closeable>(what: T) => T;
}

export interface ProcessTerms {
  readonly service: string;
  readonly env: Env;
  /** After so long from the signal the process ends whatever is still open. Default 20 s. */
  readonly closeMsMax?: number;
  /** `wait`: who closes for long does so for a reason, and an impatient second signal is logged and no more. */
  readonly secondSignal?: 'end' | 'wait';
}

const CLOSE_MS_MAX = 20_000;

/**
 * Runs `start`, then waits for SIGTERM or SIGINT and closes; the exit code is 0 then, and 1 when the start failed or a
 * close did. A second signal ends the process at once unless it is to wait, as does a close that takes longer than its bound.
 */
export const runProcess = (
  { service, env, closeMsMax = CLOSE_MS_MAX, secondSignal = 'end' }: ProcessTerms,
  start: (start: ProcessStart) => Promise<void>,
): void => {
  const instance = env.HOSTNAME || newId(Date.now());
  const log = createLogger({ service, instance, level: levelOf(env) });
  const opened: Closeable[] = [];
  const told = toldToEnd(() => {
    if (secondSignal === 'end') process.kill(process.pid, 'SIGKILL');
    log.warn('told to end again, and still ending');
  });
  readiness.check('service', () => 'starting');
  const live = async (): Promise<void> => {
    await start({
      env,
      service,
      instance,
      log,
      opened: (what) => {
        opened.push(what);
        return what;
      },
    });
    readiness.check('service', () => (told.isTold() ? 'draining' : undefined));
    log.info('ready');
    await told.end;
    log.info('ending');
  };
  live()
    .catch((error: unknown) => {
      process.stderr.write(`${service}: ${error instanceof Error ? error.message : 'failed to start'}\n`);
      process.exitCode = 1;
    })
    .then(() => {
      endAfter(closeMsMax, log);
      return closeAll(opened, log);
    })
    .catch(() => {
      process.exitCode = 1;
    });
};

const levelOf = ({ LOG_LEVEL: level }: Env): 'debug' | 'info' | 'warn' | 'error' =>
  level === 'debug' || level === 'warn' || level === 'error' ? level : 'info';

const toldToEnd = (again: () => void) => {
  let isTold = false;
  const end = new Promise<void>((resolve) => {
    const onSignal = (): void => {
      if (isTold) again();
      isTold = true;
      resolve();
    };
    process.on('SIGTERM', onSignal);
    process.on('SIGINT', onSignal);
  });
  return { end, isTold: () => isTold };
};

/** What does not close in time is cut: a process that hangs holds its lease and its port. */
const endAfter = (ms: number, log: Logger): void => {
  setTimeout(() => {
    log.error({ holding: process.getActiveResourcesInfo() }, 'did not end in time');
    process.kill(process.pid, 'SIGKILL');
  }, ms).unref();
};

/** Goes on after a failure, so that nothing stays open because of something else; rejects with the first one. */
const closeAll = async (opened: readonly Closeable[], log: Logger): Promise<void> => {
  const failures: unknown[] = [];
  for (const what of [...opened].reverse()) {
    await what.close().catch((error: unknown) => {
      log.error({ err: error }, 'did not close');
      failures.push(error);
    });
  }
  if (failures.length > 0) throw failures[0];
};
