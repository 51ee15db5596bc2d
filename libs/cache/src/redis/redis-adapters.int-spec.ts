// The Redis adapters keep the contracts against a real server, which may forget everything, stall, or go away.
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type RunningServer, scratchRedis, startRedis } from '@trunkline/servers';
import { describeWith } from '@trunkline/testkit';
import { Redis } from 'ioredis';
import { dirname } from 'node:path';
import { cacheContract } from '../cache.contract';
import { countersContract } from '../counters.contract';
import { lineRegistryContract } from '../line-registry.contract';
import { type OpenCache, openCache } from '../open-cache';
import { presenceContract } from '../presence.contract';
import { RedisCounters } from './redis-counters';
import { redisKeys } from './redis-keys';
import { RedisLink } from './redis-link';

/** What a call may wait for at most. */
const WAIT_MS_MAX = 50;
/** The same with what a busy machine adds; a wait for the answer itself, or for its connection, is far longer. */
const BUSY_MS_MAX = 500;
/** For what is not about time. */
const PATIENT = { answerMsMax: 10_000 };
const MINUTE = { lengthMs: 60_000, kind: 'sliding' } as const;
const LONG_MS = 60_000;

describeWith(['redis'], 'openCache with Redis', () => {
  let server: RunningServer;
  const opened: { close(): void | Promise<void> }[] = [];

  const open = async (prefix: string = randomUUID()): Promise<OpenCache> => {
    const cache = await openCache({ redisUrl: server.url, prefix, ...PATIENT });
    opened.push(cache);
    return cache;
  };
  const link = async (): Promise<RedisLink> => {
    const made = new RedisLink(server.url, PATIENT);
    opened.push(made);
    await made.open();
    return made;
  };
  const admin = async <T>(use: (redis: Redis) => Promise<T>): Promise<T> => {
    const redis = new Redis(server.url);
    try {
      return await use(redis);
    } finally {
      redis.disconnect();
    }
  };
  const until = async (fact: () => boolean | Promise<boolean>): Promise<void> => {
    while (!(await fact())) await delay(10);
  };
  const waited = async (use: () => Promise<unknown>): Promise<number> => {
    const began = performance.now();
    await use();
    return performance.now() - began;
  };
  const elapse = (ms: number): Promise<void> => delay(ms);

  beforeAll(async () => {
    server = await scratchRedis();
  });
  afterEach(async () => {
    for (const each of opened.splice(0)) await each.close();
  });
  afterAll(() => server.stop());

  cacheContract('RedisCache', async () => ({ port: (await open()).cache, elapse }));
  presenceContract('RedisPresence', async () => ({ port: (await open()).presence, elapse }));
  lineRegistryContract('RedisLineRegistry', async () => ({ port: (await open()).lines, elapse }));
  describe('by a clock of the test', () => {
    let shared: RedisLink;
    beforeEach(async () => {
      shared = await link();
    });
    countersContract('RedisCounters', async (at) => {
      return new RedisCounters(shared, redisKeys(randomUUID(), 's'), () => at.ms);
    });
  });

  it('shares everything between processes', async () => {
    const [one, two] = [await open('shared'), await open('shared')];
    await one.cache.set('a', 'x', { ttlMs: LONG_MS });
    await one.counters.increment('trunk', MINUTE);
    await one.presence.beat('desk', 'ana', LONG_MS);
    await one.lines.put('c1', '10.0.0.1:7101', LONG_MS);
    expect(await two.cache.get('a')).toBe('x');
    expect(await two.counters.increment('trunk', MINUTE)).toBe(2);
    expect(await two.presence.present('desk')).toEqual(['ana']);
    expect(await two.lines.get('c1')).toBe('10.0.0.1:7101');
    expect((await open('another')).kind).toBe('redis');
    expect(await (await open('another')).cache.get('a')).toBeUndefined();
  });

  it('leaves nothing in the server without an end, and no telephone number', async () => {
    const prefix = randomUUID();
    const { cache, counters, presence, lines } = await open(prefix);
    const number = '+15550142';
    await cache.set(number, 'x', { ttlMs: LONG_MS });
    await counters.increment(number, MINUTE);
    await presence.beat(number, 'ana', LONG_MS);
    await lines.put(number, 'gw:1', LONG_MS);
    await lines.refresh([`${number}-b`], 'gw:1', LONG_MS);
    const keys = await admin((redis) => redis.keys(`${prefix}:*`));
    expect(keys).toHaveLength(5);
    expect(keys.filter((key) => key.includes('555'))).toEqual([]);
    for (const key of keys) expect(await admin((redis) => redis.pttl(key))).toBeGreaterThan(0);
  });

  it('loses precision and nothing else when the server forgets everything', async () => {
    const { cache, counters, presence, lines, isConnected } = await open();
    const beat = async (): Promise<void> => {
      await presence.beat('desk', 'ana', LONG_MS);
      await lines.refresh(['c1'], 'gw:1', LONG_MS);
    };
    await cache.set('a', 'x', { ttlMs: LONG_MS });
    for (let count = 0; count < 3; count += 1) await counters.increment('trunk', MINUTE);
    await beat();
    await admin((redis) => redis.flushall());
    expect(await cache.get('a')).toBeUndefined();
    expect(await counters.read('trunk', MINUTE)).toBe(0);
    expect(await counters.increment('trunk', MINUTE)).toBe(1);
    expect([await presence.present('desk'), await lines.get('c1')]).toEqual([[], undefined]);
    await beat();
    expect([await presence.present('desk'), await lines.get('c1')]).toEqual([['ana'], 'gw:1']);
    expect(isConnected()).toBe(true);
  });

  it('counts every increment once or, where the server forgot, not at all', async () => {
    const { counters } = await open();
    const counted: number[] = [];
    for (let step = 1; step <= 200; step += 1) {
      if (step % 25 === 0) await admin((redis) => redis.flushall());
      counted.push(await counters.increment('trunk', MINUTE));
    }
    expect(counted.every((count, index) => count >= 1 && count <= index + 1)).toBe(true);
    expect(Math.max(...counted)).toBeLessThan(200);
  });

  it('does without a server that was killed, and finds it again', async () => {
    const own = await scratchRedis();
    const cache = await openCache({ redisUrl: own.url });
    opened.push(cache);
    await cache.counters.increment('trunk', MINUTE);
    await cache.lines.put('c1', 'gw:1', LONG_MS);
    await own.kill();
    const count = waited(() => cache.counters.increment('trunk', MINUTE));
    expect(await count).toBeLessThan(BUSY_MS_MAX);
    expect(await cache.counters.read('trunk', MINUTE)).toBe(2);
    expect(await cache.lines.get('c1')).toBe('gw:1');
    expect(await cache.cache.set('a', 'x', { ttlMs: LONG_MS })).toBe('unavailable');
    expect(await cache.cache.get('a')).toBeUndefined();
    expect(cache.isConnected()).toBe(false);
    const again = await startRedis({ dataDir: dirname(own.logFile), port: own.port });
    await until(() => cache.isConnected());
    expect(await cache.cache.set('a', 'x', { ttlMs: LONG_MS })).toBe('stored');
    expect(await cache.counters.increment('trunk', MINUTE)).toBe(1);
    await again.stop();
    await own.stop();
  });

  it('holds no call up when the server stalls', async () => {
    const own = await scratchRedis();
    const cache = await openCache({ redisUrl: own.url });
    opened.push(cache);
    await cache.counters.increment('trunk', MINUTE);
    process.kill(own.pid, 'SIGSTOP');
    // Questions that are under way when it stalls, and those that follow at once.
    const together = await Promise.all(
      Array.from({ length: 20 }, () => waited(() => cache.counters.increment('trunk', MINUTE))),
    );
    // Nobody waits a second time for a server that has just let somebody wait.
    expect(cache.isConnected()).toBe(false);
    const after = await waited(() => cache.lines.get('c1'));
    expect(Math.max(...together)).toBeLessThan(BUSY_MS_MAX);
    expect(after).toBeLessThan(WAIT_MS_MAX);
    expect(await cache.counters.read('trunk', MINUTE)).toBe(21);
    process.kill(own.pid, 'SIGCONT');
    await until(() => cache.isConnected());
    await until(async () => (await cache.cache.set('a', 'x', { ttlMs: LONG_MS })) === 'stored');
    await own.stop();
  });

  it('opens without a server, and uses it when it comes', async () => {
    const own = await scratchRedis();
    await own.kill();
    const cache = await openCache({ redisUrl: own.url });
    opened.push(cache);
    expect(await cache.counters.increment('trunk', MINUTE)).toBe(1);
    const again = await startRedis({ dataDir: dirname(own.logFile), port: own.port });
    await until(() => cache.isConnected());
    expect(await cache.cache.set('a', 'x', { ttlMs: LONG_MS })).toBe('stored');
    await again.stop();
    await own.stop();
  });
});

describe('openCache', () => {
  it('stays in the process without a URL', async () => {
    expect((await openCache()).kind).toBe('memory');
    expect((await openCache({ redisUrl: '' })).kind).toBe('memory');
  });

  it.each(['localhost:6379', 'http://localhost', 'redis://', 'redis://user:hush@:x'])(
    'refuses %j without quoting it',
    async (redisUrl) => {
      const refusal = await openCache({ redisUrl }).catch(String);
      expect(refusal).toContain('REDIS_URL');
      expect(refusal).not.toContain('hush');
    },
  );
});
