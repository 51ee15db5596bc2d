// Results are kept per call, for a time, in bounds.
import { type ActionEnd } from './action-end';
import { ResultCache } from './result-cache';

const end: ActionEnd = { outcome: 'succeeded', proof: 'response', result: { a: 1 }, durationMs: 5 };

describe('the result cache', () => {
  it('answers the call that asked, until the time is over', () => {
    const cache = new ResultCache();
    cache.put('c1', 'k', { untilMs: 100, end });
    expect([cache.get('c1', 'k', 99), cache.get('c1', 'k', 100), cache.get('c2', 'k', 99)]).toEqual([
      end,
      undefined,
      undefined,
    ]);
  });

  it('forgets a call', () => {
    const cache = new ResultCache();
    cache.put('c1', 'k', { untilMs: 100, end });
    cache.forget('c1');
    expect(cache.get('c1', 'k', 0)).toBeUndefined();
  });

  it('drops the oldest result of a call, and the oldest call', () => {
    const cache = new ResultCache();
    for (let n = 0; n <= 32; n += 1) cache.put('c1', `k${n}`, { untilMs: 100, end });
    expect([cache.get('c1', 'k0', 0), cache.get('c1', 'k1', 0)]).toEqual([undefined, end]);
    for (let n = 0; n < 1_000; n += 1) cache.put(`d${n}`, 'k', { untilMs: 100, end });
    expect([cache.get('c1', 'k1', 0), cache.get('d0', 'k', 0)]).toEqual([undefined, end]);
  });
});
