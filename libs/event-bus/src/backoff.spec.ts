// Waits grow to a bound and are spread.
import { backoffMs } from './backoff';

describe('the wait after a failure', () => {
  it('doubles up to a bound', () => {
    expect([1, 2, 3, 8, 9, 1_000].map((failures) => backoffMs(failures, 1))).toEqual([
      100, 200, 400, 10_000, 10_000, 10_000,
    ]);
  });

  it('is spread over its upper half', () => {
    expect([0, 0.5, 1].map((chance) => backoffMs(2, chance))).toEqual([100, 150, 200]);
  });
});
