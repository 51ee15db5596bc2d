import { drain } from './drain';

/** A house whose last line ends after so long; tells what was done to it, and when. */
const house = (emptyAfterMs: number) => {
  let nowMs = 1_000;
  const done: string[] = [];
  const isEmpty = (): boolean => nowMs - 1_000 >= emptyAfterMs;
  return {
    done,
    clock: () => nowMs,
    passedMs: () => nowMs - 1_000,
    empty: (msMax: number): Promise<void> => {
      if (!isEmpty()) nowMs += Math.min(msMax, emptyAfterMs - (nowMs - 1_000));
      return Promise.resolve();
    },
    handOff: (withinMs: number) => void (isEmpty() || done.push(`hand off within ${withinMs}`)),
    hangUpAll: (reason: string) => void (isEmpty() || done.push(`hang up: ${reason}`)),
  };
};
const terms = { drainMsMax: 300_000, drainHandOffMs: 120_000 };

describe('a drain', () => {
  it('of an idle house is over at once', async () => {
    const idle = house(0);
    await drain(idle, { ...terms, clock: idle.clock });
    expect([idle.passedMs(), idle.done]).toEqual([0, []]);
  });

  it('waits for the lines that end by themselves', async () => {
    const busy = house(100_000);
    await drain(busy, { ...terms, clock: busy.clock });
    expect([busy.passedMs(), busy.done]).toEqual([100_000, []]);
  });

  it('hands the others to humans in time, and cuts nobody who gets there', async () => {
    const busy = house(290_000);
    await drain(busy, { ...terms, clock: busy.clock });
    expect([busy.passedMs(), busy.done]).toEqual([290_000, ['hand off within 120000']]);
  });

  it('hangs up when its time is over, and not before', async () => {
    const stuck = house(1e9);
    await drain(stuck, { ...terms, clock: stuck.clock });
    expect([stuck.passedMs(), stuck.done]).toEqual([305_000, ['hand off within 120000', 'hang up: drain']]);
  });

  it('hands off at half of a short time', async () => {
    const busy = house(1e9);
    await drain(busy, { ...terms, drainMsMax: 30_000, clock: busy.clock });
    expect(busy.done[0]).toBe('hand off within 15000');
  });
});
