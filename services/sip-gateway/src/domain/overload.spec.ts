import fc from 'fast-check';
import { assess, CALM, type Load, type Overload } from './overload';

const terms = { tickLateMsMax: 10, loopDelayMsMax: 100, calmMs: 5_000 };
const quiet: Load = { tickLateMs: 1, loopDelayMs: 5 };

/** One load per second, from second 0 on. */
const after = (...loads: readonly Load[]): Overload =>
  loads.reduce<Overload>(
    (overload, load, second) => assess(overload, load, { nowMs: second * 1_000, terms }),
    CALM,
  );
const times = (count: number, load: Load): readonly Load[] => Array.from({ length: count }, () => load);

describe('a house', () => {
  it('is calm at its limits and strained beyond either', () => {
    expect(after({ tickLateMs: 10, loopDelayMs: 100 })).toEqual(CALM);
    expect(after({ ...quiet, tickLateMs: 11 })).toMatchObject({ status: 'strained', by: 'tick-late' });
    expect(after({ ...quiet, loopDelayMs: 101 })).toMatchObject({ status: 'strained', by: 'event-loop' });
  });

  it('is calm again after it was quiet for long enough, not before', () => {
    const strained = { ...quiet, tickLateMs: 20 };
    expect(after(strained, ...times(4, quiet)).status).toBe('strained');
    expect(after(strained, ...times(5, quiet))).toEqual(CALM);
  });

  it('stays strained just below a limit, where a few more calls would strain it again', () => {
    expect(after({ ...quiet, tickLateMs: 20 }, ...times(60, { ...quiet, tickLateMs: 9 })).status).toBe(
      'strained',
    );
  });

  it('never turns calm within the calm time of a load above a limit', () => {
    const load = fc.record({ tickLateMs: fc.nat(30), loopDelayMs: fc.nat(300) });
    fc.assert(
      fc.property(fc.array(load, { minLength: 1, maxLength: 40 }), (loads) => {
        const recent = loads.slice(-Math.ceil(terms.calmMs / 1_000));
        const wasOver = recent.some((one) => one.tickLateMs > 10 || one.loopDelayMs > 100);
        expect(after(...loads).status === 'strained' || !wasOver).toBe(true);
      }),
    );
  });
});
