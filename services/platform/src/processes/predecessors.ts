// Processes of an earlier run on the same data folder: two runs on one folder would serve the same calls.
import { readProcesses } from './processes-file';

const GONE_MS_MAX = 60_000;
const LOOK_MS = 200;

/**
 * Waits until what a killed supervisor left has ended by itself: it drains. Rejects when a supervisor is at work on the
 * folder, or when something of the earlier run does not go.
 */
export const awaitPredecessors = async (dataDir: string, say: (sentence: string) => void): Promise<void> => {
  const before = await readProcesses(dataDir).catch(() => undefined);
  if (before === undefined) return;
  if (isAlive(before.supervisor))
    throw new Error(`${dataDir} is in use: its processes are kept running by process ${before.supervisor}`);
  const left = (): readonly string[] =>
    before.processes.filter(({ pid }) => isAlive(pid)).map(({ name, pid }) => `${name} (${pid})`);
  if (left().length > 0) say(`Waiting for processes of the last run to end: ${left().join(', ')}`);
  const until = Date.now() + GONE_MS_MAX;
  while (left().length > 0) {
    if (Date.now() > until) throw new Error(`processes of the last run do not end: ${left().join(', ')}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process has that number.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};
