// Keeps one planned process running: starts it, waits until it can work, starts it again when it ends unasked.
import { createBackoff } from './backoff';
import { type Child, startChild, tailOf } from './child-process';
import { askHealth } from './process-health';
import { type ProcessPlan } from './process-plan';

export interface KeptProcess {
  readonly plan: ProcessPlan;
  readonly logFile: string;
  readonly pid: number;
  /** How often it was started again. */
  readonly restarts: number;
  /** Resolves when it can work; rejects with what it said when it ends before, or takes too long. */
  ready(): Promise<void>;
  /** Ends it for good; resolves when it is gone. */
  end(): Promise<void>;
}

export interface KeptOptions {
  readonly logFile: string;
  readonly env: NodeJS.ProcessEnv;
  /** A sentence for whoever watches. */
  say(sentence: string): void;
  /** It has another process id than before. */
  onChange(): void;
}

const READY_MS_MAX = 60_000;
const LOOK_MS = 100;

export const keepProcess = (plan: ProcessPlan, options: KeptOptions): KeptProcess => {
  const backoff = createBackoff();
  let isWanted = true;
  let hasStood = false;
  let restarts = 0;
  let startedAt = Date.now();
  let again: NodeJS.Timeout | undefined;
  let child = startChild(plan, options);

  const watch = (watched: Child): void => {
    void watched.ended.then((how) => {
      // Who waits for its first start is told why it ended; another start would say the same.
      if (!isWanted || !hasStood) return;
      const waitMs = backoff.next(Date.now() - startedAt);
      options.say(
        `${plan.name} ended (${how}); it starts again in ${waitMs} ms, its log is ${options.logFile}`,
      );
      again = setTimeout(startAgain, waitMs);
    });
  };

  const startAgain = (): void => {
    startedAt = Date.now();
    restarts += 1;
    child = startChild(plan, options);
    watch(child);
    options.onChange();
    const { pid } = child;
    untilReady(plan, child, options.logFile).then(
      () => options.say(`${plan.name} is back, process ${pid}`),
      () => undefined,
    );
  };

  watch(child);
  return {
    plan,
    logFile: options.logFile,
    get pid() {
      return child.pid;
    },
    get restarts() {
      return restarts;
    },
    ready: async () => {
      await untilReady(plan, child, options.logFile);
      hasStood = true;
    },
    end: async () => {
      isWanted = false;
      clearTimeout(again);
      await child.end();
    },
  };
};

const untilReady = async (
  { name, operations }: ProcessPlan,
  child: Child,
  logFile: string,
): Promise<void> => {
  const until = Date.now() + READY_MS_MAX;
  for (;;) {
    if (child.isOver())
      throw new Error(`${name} does not start (${await child.ended}); it said:\n${tailOf(logFile)}`);
    const health = await askHealth(operations);
    if (health.kind === 'ready') return;
    if (Date.now() > until) {
      const reasons = health.kind === 'not-ready' ? health.reasons : 'it does not answer';
      throw new Error(
        `${name} is not ready after ${READY_MS_MAX / 1_000} s: ${reasons}; its log is ${logFile}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
};
