// What every cache promises.
import { type Cache } from './cache.port';

/** `elapse` lets the time of the cache pass. */
export interface OpenedCache {
  readonly port: Cache;
  elapse(ms: number): Promise<void>;
}

const TTL_MS = 60;
const LONG_MS = 60_000;

export const cacheContract = (name: string, open: () => Promise<OpenedCache>): void => {
  describe(`${name} as a cache`, () => {
    it('answers with what was set last, and knows nothing of other keys', async () => {
      const { port } = await open();
      expect(await port.get('a')).toBeUndefined();
      expect(await port.set('a', 'one', { ttlMs: LONG_MS })).toBe('stored');
      expect(await port.set('a', 'twö', { ttlMs: LONG_MS })).toBe('stored');
      expect([await port.get('a'), await port.get('b')]).toEqual(['twö', undefined]);
    });

    it('forgets when the time is up', async () => {
      const { port, elapse } = await open();
      await port.set('a', 'short', { ttlMs: TTL_MS });
      await port.set('b', 'long', { ttlMs: LONG_MS });
      await elapse(TTL_MS * 2);
      expect([await port.get('a'), await port.get('b')]).toEqual([undefined, 'long']);
    });

    it('keeps what is there when asked to, until its time is up', async () => {
      const { port, elapse } = await open();
      expect(await port.set('a', 'first', { ttlMs: TTL_MS, ifAbsent: true })).toBe('stored');
      expect(await port.set('a', 'second', { ttlMs: LONG_MS, ifAbsent: true })).toBe('present');
      expect(await port.get('a')).toBe('first');
      await elapse(TTL_MS * 2);
      expect(await port.set('a', 'third', { ttlMs: LONG_MS, ifAbsent: true })).toBe('stored');
      expect(await port.get('a')).toBe('third');
    });

    it('lets one of many set what is absent', async () => {
      const { port } = await open();
      const rivals = Array.from({ length: 20 }, (_, index) =>
        port.set('a', String(index), { ttlMs: LONG_MS, ifAbsent: true }),
      );
      const outcomes = await Promise.all(rivals);
      expect(outcomes.filter((outcome) => outcome === 'stored')).toHaveLength(1);
      expect(await port.get('a')).toBe(String(outcomes.indexOf('stored')));
    });

    it('forgets what is deleted, and takes deleting nothing for done', async () => {
      const { port } = await open();
      await port.set('a', 'one', { ttlMs: LONG_MS });
      await port.del('a');
      await port.del('a');
      expect(await port.get('a')).toBeUndefined();
    });
  });
};
