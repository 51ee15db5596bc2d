// The cache of one process.
import { type Cache, type SetOptions, type SetOutcome } from '../cache.port';
import { ENTRIES_MAX } from '../limits';
import { ExpiringMap } from './expiring-map';

export class MemoryCache implements Cache {
  private readonly values = new ExpiringMap<string>(ENTRIES_MAX);

  constructor(private readonly now: () => number = Date.now) {}

  async get(key: string): Promise<string | undefined> {
    return this.values.get(key, this.now());
  }

  async set(key: string, value: string, { ttlMs, ifAbsent = false }: SetOptions): Promise<SetOutcome> {
    const nowMs = this.now();
    if (ifAbsent && this.values.get(key, nowMs) !== undefined) return 'present';
    this.values.set(key, value, nowMs + ttlMs);
    return 'stored';
  }

  async del(key: string): Promise<void> {
    this.values.delete(key);
  }
}
