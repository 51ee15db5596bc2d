// Ends this process when its loop does not turn any more: a lease that nobody keeps has to move on.
import { Worker } from 'node:worker_threads';

/** Longer than any work of ours without a pause, shorter than what others wait for. */
export const BLOCKED_MS_MAX = 5_000;
const BEAT_MS = 500;

/**
 * A thread of its own looks at a count that the loop raises; when it stands still for `blockedMsMax` the process is
 * killed and says why. Time in which the whole process was stopped does not count.
 */
export const watchLoop = (blockedMsMax = BLOCKED_MS_MAX): { stop(): Promise<unknown> } => {
  const beats = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const timer = setInterval(() => Atomics.add(beats, 0, 1), BEAT_MS).unref();
  const workerData = { beats, beatMs: BEAT_MS, missesMax: Math.ceil(blockedMsMax / BEAT_MS) };
  const worker = new Worker(WATCH, { eval: true, workerData, execArgv: [], stdout: false, stderr: false });
  worker.unref();
  return {
    stop: () => {
      clearInterval(timer);
      return worker.terminate();
    },
  };
};

/** Counts looks, not time: a stopped process looks no more often than it beats. */
const WATCH = `
  const { workerData: { beats, beatMs, missesMax } } = require('node:worker_threads');
  const { writeSync } = require('node:fs');
  let seen = -1;
  let misses = 0;
  setInterval(() => {
    const count = Atomics.load(beats, 0);
    misses = count === seen ? misses + 1 : 0;
    seen = count;
    if (misses < missesMax) return;
    writeSync(2, 'watchdog: the loop stands still, the process is ended\\n');
    process.kill(process.pid, 'SIGKILL');
  }, beatMs);
`;
