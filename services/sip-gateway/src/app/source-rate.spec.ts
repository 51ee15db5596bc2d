import { MemoryCounters } from '@trunkline/cache';
import { SourceRate } from './source-rate';
import { settled } from './telephone.double';

describe('the rate of a source', () => {
  it("ends with its share, and is nobody else's", async () => {
    const onFault = jest.fn();
    const rate = new SourceRate({ counters: new MemoryCounters(), callsMax: 3, onFault });
    const taken: boolean[] = [];
    for (let n = 0; n < 5; n += 1) {
      taken.push(rate.take('192.0.2.1'));
      await settled();
    }
    expect(taken).toEqual([true, true, true, false, false]);
    expect(rate.take('192.0.2.2')).toBe(true);
    expect(onFault).not.toHaveBeenCalled();
  });

  it('is taken for what it was while the counters are away', async () => {
    const faults: unknown[] = [];
    const away = { increment: () => Promise.reject(new Error('away')), read: () => Promise.resolve(0) };
    const rate = new SourceRate({ counters: away, callsMax: 1, onFault: (fault) => faults.push(fault) });
    expect([rate.take('a'), rate.take('a')]).toEqual([true, true]);
    await settled();
    expect(faults).toHaveLength(2);
  });

  it('counts nothing without a limit', () => {
    const increment = jest.fn();
    const rate = new SourceRate({
      counters: { increment, read: () => Promise.resolve(0) },
      callsMax: 0,
      onFault: () => undefined,
    });
    expect(rate.take('a')).toBe(true);
    expect(increment).not.toHaveBeenCalled();
  });
});
