// Opens what may be forgotten: in Redis when there is one, in this process otherwise.
import { type Cache } from './cache.port';
import { type Counters } from './counters.port';
import { type LineRegistry } from './line-registry.port';
import { MemoryCache } from './memory/memory-cache';
import { MemoryCounters } from './memory/memory-counters';
import { MemoryLineRegistry } from './memory/memory-line-registry';
import { MemoryPresence } from './memory/memory-presence';
import { ConfigError } from '@trunkline/runtime';
import { type Presence } from './presence.port';
import { RedisCache } from './redis/redis-cache';
import { RedisCounters } from './redis/redis-counters';
import { redisKeys } from './redis/redis-keys';
import { RedisLineRegistry } from './redis/redis-line-registry';
import { type CacheLog, RedisLink } from './redis/redis-link';
import { RedisPresence } from './redis/redis-presence';

export interface CacheOptions {
  /** Absent: everything stays in this process. */
  readonly redisUrl?: string;
  /** Of every key; default `trunkline`. Installations that share a server need one each. */
  readonly prefix?: string;
  /** Keys are kept as HMACs under this; processes that share a cache need the same. Default: the prefix, which hides nothing from somebody who guesses. */
  readonly keySecret?: string;
  readonly log?: CacheLog;
  /** How long a question may take before the process answers it by itself; default 40. */
  readonly answerMsMax?: number;
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

/** Resolves also when Redis is not there; it is used as soon as it is. Rejects with a ConfigError for a URL of something else. */
export const openCache = async (options: CacheOptions = {}): Promise<OpenCache> =>
  options.redisUrl === undefined || options.redisUrl === '' ? inMemory() : inRedis(options.redisUrl, options);

const inMemory = (): OpenCache => ({
  kind: 'memory',
  cache: new MemoryCache(),
  counters: new MemoryCounters(),
  presence: new MemoryPresence(),
  lines: new MemoryLineRegistry(),
  isConnected: () => true,
  close: async () => undefined,
});

const inRedis = async (url: string, options: CacheOptions): Promise<OpenCache> => {
  // The URL may hold a password: the error does not quote it.
  if (!/^rediss?:\/\/\S+$/.test(url) || !URL.canParse(url))
    throw new ConfigError('config: REDIS_URL is not redis://[user:password@]host[:port][/number]');
  const { prefix = 'trunkline', keySecret = prefix } = options;
  const keyOf = redisKeys(prefix, keySecret);
  const link = new RedisLink(url, options);
  await link.open();
  return {
    kind: 'redis',
    cache: new RedisCache(link, keyOf),
    counters: new RedisCounters(link, keyOf),
    presence: new RedisPresence(link, keyOf),
    lines: new RedisLineRegistry(link, keyOf),
    isConnected: () => link.isConnected(),
    close: async () => link.close(),
  };
};
