// The shared schedule: everything once per period, in its own millisecond, however late the timer.
import { Histogram } from './histogram';
import { Ticker } from './ticker';

const visit = (ticker: Ticker<string>, ...timesMs: number[]): string[] =>
  timesMs.map((nowMs) => [...ticker.due(nowMs)].join(''));

it('visits each item in its millisecond, once per period', () => {
  const ticker = new Ticker<string>({ periodMs: 4 });
  ticker.add('a', 0);
  ticker.add('b', 2);
  expect(visit(ticker, 100, 101, 102, 103, 104, 105, 106)).toEqual(['a', '', 'b', '', 'a', '', 'b']);
});

it('does not drift when it is called late or between milliseconds', () => {
  const ticker = new Ticker<string>();
  ticker.add('a', 0);
  let visits = 0;
  for (let nowMs = 0; nowMs < 20_000; nowMs += 20.3) visits += ticker.due(nowMs).length;
  visits += ticker.due(19_999).length;
  expect(visits + ticker.missed).toBe(1_000);
});

it('gives an item once after a stall, and counts what was left out', () => {
  const ticker = new Ticker<string>({ periodMs: 4 });
  ticker.add('a', 0);
  ticker.add('b', 3);
  expect(visit(ticker, 0, 41)).toEqual(['a', 'ba']);
  // Of a those due at 4..36, of b those due at 3..35.
  expect(ticker.missed).toBe(9 + 9);
});

it('spreads items over the period', () => {
  const ticker = new Ticker<number>();
  for (let item = 0; item < 100; item += 1) ticker.add(item);
  const sizes = Array.from({ length: 20 }, (_, nowMs) => ticker.due(nowMs).length);
  expect(new Set(sizes)).toEqual(new Set([5]));
});

it('knows when to be called next', () => {
  const ticker = new Ticker<string>();
  expect(ticker.nextAtMs()).toBeUndefined();
  ticker.add('a', 7);
  ticker.due(1_000);
  expect(ticker.nextAtMs()).toBe(1_007);
  ticker.due(1_007.4);
  expect(ticker.nextAtMs()).toBe(1_027);
});

it('forgets a removed item and moves one that is added again', () => {
  const ticker = new Ticker<string>({ periodMs: 4 });
  ticker.add('a', 0);
  ticker.add('b', 0);
  ticker.add('b', 1);
  expect(ticker.remove('a')).toBe(true);
  expect(ticker.remove('a')).toBe(false);
  expect(visit(ticker, 0, 1)).toEqual(['', 'b']);
  expect(ticker.size).toBe(1);
});

it('measures how late items are visited', () => {
  const ticker = new Ticker<string>();
  ticker.add('a', 0);
  visit(ticker, 0, 21.5, 48);
  expect(ticker.lateness.total).toBe(3);
  expect(ticker.lateness.max).toBe(8);
  expect(ticker.lateness.quantile(0.5)).toBe(2);
});

describe('the histogram', () => {
  it('gives quantiles by its bounds, and the maximum beyond them', () => {
    const histogram = new Histogram([1, 10]);
    [0.5, 0.5, 5, 700].forEach((value) => histogram.add(value));
    expect([0.5, 0.75, 1].map((share) => histogram.quantile(share))).toEqual([1, 10, 700]);
    expect(histogram.counts).toEqual([2, 1, 1]);
  });

  it('is empty at first and after a reset', () => {
    const histogram = new Histogram([1]);
    expect(histogram.quantile(0.99)).toBe(0);
    histogram.add(3);
    histogram.reset();
    expect([histogram.total, histogram.max, histogram.quantile(1)]).toEqual([0, 0, 0]);
  });
});
