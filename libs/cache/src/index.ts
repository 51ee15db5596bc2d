// What may be forgotten: cache, rate counters, presence, and which gateway holds a call; in memory and in Redis.
export * from './cache.port';
export * from './counters.port';
export * from './line-registry.port';
export * from './memory/memory-cache';
export * from './memory/memory-counters';
export * from './memory/memory-line-registry';
export * from './memory/memory-presence';
export * from './open-cache';
export * from './presence.port';
export { type CacheLog } from './redis/redis-link';
