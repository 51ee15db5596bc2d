import fc from 'fast-check';
import { backoffMs } from './backoff';

const terms = { firstMs: 250, msMax: 4_000 };

describe('the wait before the next attempt', () => {
  it('grows up to its bound', () => {
    expect([1, 2, 3, 4, 5, 6, 60].map((attempt) => backoffMs(attempt, 1, terms))).toEqual([
      250, 500, 1_000, 2_000, 4_000, 4_000, 4_000,
    ]);
  });

  it('spreads over half of itself, so that many do not come at once', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (n, chance) => {
          const whole = backoffMs(n, 1, terms);
          const waitMs = backoffMs(n, chance, terms);
          return waitMs >= Math.floor(whole / 2) && waitMs <= whole;
        },
      ),
    );
  });
});
