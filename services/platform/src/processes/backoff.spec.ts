import { createBackoff } from './backoff';

it('waits twice as long each time, up to a bound, and short again after a good while', () => {
  const backoff = createBackoff();
  const waits = Array.from({ length: 8 }, () => backoff.next(1_000));
  expect(waits).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
  expect(backoff.next(30_000)).toBe(250);
  expect(backoff.next(0)).toBe(500);
});
