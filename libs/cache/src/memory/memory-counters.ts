// The rate counters of one process.
import { type Counters, type RateWindow } from '../counters.port';
import { ENTRIES_MAX } from '../limits';
import { slicesAt } from '../rate-slices';
import { ExpiringMap } from './expiring-map';

type SliceCounts = ReadonlyMap<number, number>;

export class MemoryCounters implements Counters {
  private readonly counts = new ExpiringMap<SliceCounts>(ENTRIES_MAX);

  constructor(private readonly now: () => number = Date.now) {}

  async increment(key: string, window: RateWindow, by = 1): Promise<number> {
    const nowMs = this.now();
    const { current, ttlMs } = slicesAt(window, nowMs);
    const slices = new Map(this.counted(key, window, nowMs));
    slices.set(current, (slices.get(current) ?? 0) + by);
    this.counts.set(keyOf(key, window), slices, nowMs + ttlMs);
    return sumOf(slices);
  }

  async read(key: string, window: RateWindow): Promise<number> {
    return sumOf(this.counted(key, window, this.now()));
  }

  private counted(key: string, window: RateWindow, nowMs: number): SliceCounts {
    const { oldest, current } = slicesAt(window, nowMs);
    const slices = this.counts.get(keyOf(key, window), nowMs) ?? new Map<number, number>();
    return new Map([...slices].filter(([slice]) => slice >= oldest && slice <= current));
  }
}

/** The same key with two windows is two counts. */
const keyOf = (key: string, { kind, lengthMs }: RateWindow): string => `${kind}:${lengthMs}:${key}`;

const sumOf = (slices: SliceCounts): number => [...slices.values()].reduce((sum, count) => sum + count, 0);
