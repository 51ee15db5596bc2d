// The event loop's delay as Node measures it: a timer that looks how much later than asked it comes.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { type LoopDelay } from '../../ports/loop-delay.port';

/** The timer's own period is no delay. */
const RESOLUTION_MS = 10;
const NS_PER_MS = 1e6;

export const measureLoopDelay = (): LoopDelay => {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  const delayMs = (percentile: number): number =>
    histogram.count === 0 ? 0 : Math.max(0, histogram.percentile(percentile) / NS_PER_MS - RESOLUTION_MS);
  return {
    take: () => {
      const taken = { p50Ms: delayMs(50), p99Ms: delayMs(99) };
      histogram.reset();
      return taken;
    },
    close: () => histogram.disable(),
  };
};
