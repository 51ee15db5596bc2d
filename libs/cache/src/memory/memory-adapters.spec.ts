// The adapters in memory keep the contracts, and keep themselves small.
import { cacheContract } from '../cache.contract';
import { countersContract } from '../counters.contract';
import { lineRegistryContract } from '../line-registry.contract';
import { presenceContract } from '../presence.contract';
import { ExpiringMap } from './expiring-map';
import { MemoryCache } from './memory-cache';
import { MemoryCounters } from './memory-counters';
import { MemoryLineRegistry } from './memory-line-registry';
import { MemoryPresence } from './memory-presence';

const clocked = <P>(make: (now: () => number) => P) => {
  let nowMs = 1_700_000_000_000;
  return async () => ({
    port: make(() => nowMs),
    elapse: async (ms: number) => {
      nowMs += ms;
    },
  });
};

cacheContract(
  'MemoryCache',
  clocked((now) => new MemoryCache(now)),
);
presenceContract(
  'MemoryPresence',
  clocked((now) => new MemoryPresence(now)),
);
lineRegistryContract(
  'MemoryLineRegistry',
  clocked((now) => new MemoryLineRegistry(now)),
);
countersContract('MemoryCounters', async (at) => new MemoryCounters(() => at.ms));

describe('ExpiringMap', () => {
  it('drops the oldest when it is full, and counts it', () => {
    const map = new ExpiringMap<number>(3);
    for (const [index, key] of ['a', 'b', 'c', 'a', 'd'].entries()) map.set(key, index, 10);
    expect(map.living(0)).toEqual([
      ['c', 2],
      ['a', 3],
      ['d', 4],
    ]);
    expect(map.droppedCount).toBe(1);
  });

  it('shows an entry until its end, not at it', () => {
    const map = new ExpiringMap<string>(3);
    map.set('a', 'x', 10);
    expect([map.get('a', 9), map.get('a', 10), map.size]).toEqual(['x', undefined, 0]);
  });
});
