// What all rate counters promise, held against a model that keeps every single moment.
import fc from 'fast-check';
import { type Counters, type RateWindow } from './counters.port';

/** A counter whose clock shows `at.ms`. */
export type OpenCounters = (at: { readonly ms: number }) => Promise<Counters>;

const MINUTE: RateWindow = { lengthMs: 60_000, kind: 'fixed' };
const SLIDING: RateWindow = { lengthMs: 60_000, kind: 'sliding' };
/** Clocks of servers show the present; windows here are long, so that nothing expires by itself while a test runs. */
const BEGIN_MS = 1_700_000_000_000;

export const countersContract = (name: string, open: OpenCounters): void => {
  describe(`${name} as counters`, () => {
    it('counts in the window, and starts anew in the next', async () => {
      const at = { ms: Math.ceil(BEGIN_MS / 60_000) * 60_000 };
      const counters = await open(at);
      expect(await counters.increment('a', MINUTE)).toBe(1);
      expect(await counters.increment('a', MINUTE, 4)).toBe(5);
      at.ms += 59_999;
      expect(await counters.read('a', MINUTE)).toBe(5);
      at.ms += 1;
      expect(await counters.read('a', MINUTE)).toBe(0);
      expect(await counters.increment('a', MINUTE)).toBe(1);
    });

    it('lets a sliding window go by tenths', async () => {
      const at = { ms: Math.ceil(BEGIN_MS / 60_000) * 60_000 };
      const counters = await open(at);
      await counters.increment('a', SLIDING, 3);
      at.ms += 30_000;
      expect(await counters.increment('a', SLIDING, 2)).toBe(5);
      at.ms += 29_999;
      expect(await counters.read('a', SLIDING)).toBe(5);
      at.ms += 1;
      expect(await counters.read('a', SLIDING)).toBe(2);
    });

    it('counts what comes at once', async () => {
      const counters = await open({ ms: BEGIN_MS });
      await Promise.all(Array.from({ length: 50 }, () => counters.increment('a', SLIDING)));
      expect(await counters.read('a', SLIDING)).toBe(50);
    });

    it('keeps keys and windows apart, and counts nothing by reading', async () => {
      const counters = await open({ ms: BEGIN_MS });
      await counters.increment('a', MINUTE);
      expect(await counters.read('a', SLIDING)).toBe(0);
      expect(await counters.read('a', { ...MINUTE, lengthMs: 120_000 })).toBe(0);
      expect(await counters.read('b', MINUTE)).toBe(0);
      expect(await counters.read('a', MINUTE)).toBe(1);
    });

    it('counts as the model does, whatever comes when', async () => {
      let run = 0;
      const step = fc.record({
        waitMs: fc.oneof(
          { weight: 12, arbitrary: fc.nat(9_000) },
          { weight: 6, arbitrary: fc.constantFrom(0, 1, 5_999, 6_000) },
          { weight: 1, arbitrary: fc.constantFrom(54_000, 59_999, 60_000, 60_001) },
        ),
        by: fc.integer({ min: 0, max: 3 }),
      });
      const property = fc.asyncProperty(
        fc.constantFrom(MINUTE, SLIDING),
        fc.array(step, { minLength: 1, maxLength: 40, size: 'max' }),
        async (window, steps) => {
          const at = { ms: BEGIN_MS };
          const counters = await open(at);
          const key = `run-${(run += 1)}`;
          const moments: number[] = [];
          for (const { waitMs, by } of steps) {
            at.ms += waitMs;
            moments.push(...Array.from({ length: by }, () => at.ms));
            const counted =
              by === 0 ? await counters.read(key, window) : await counters.increment(key, window, by);
            expect(counted).toBe(moments.filter((ms) => isInside(window, { ms, nowMs: at.ms })).length);
          }
        },
      );
      await fc.assert(property, { seed: 71, numRuns: 100 });
    });
  });
};

const isInside = ({ kind, lengthMs }: RateWindow, { ms, nowMs }: { ms: number; nowMs: number }): boolean => {
  const tenth = lengthMs / 10;
  const from = kind === 'fixed' ? nowMs - (nowMs % lengthMs) : nowMs - (nowMs % tenth) - 9 * tenth;
  return ms >= from;
};
