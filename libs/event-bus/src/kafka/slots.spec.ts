// So many at once, and no more.
import { Slots } from './slots';

const gate = () => {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
};

describe('slots', () => {
  it('let as many run as there are, and the next when one is done', async () => {
    const slots = new Slots(2);
    const gates = [gate(), gate(), gate()];
    const begun: number[] = [];
    const done = gates.map(({ opened }, index) =>
      slots.use(async () => {
        begun.push(index);
        await opened;
      }),
    );
    await Promise.resolve();
    expect(begun).toEqual([0, 1]);
    gates[1]?.open();
    await done[1];
    await Promise.resolve();
    expect(begun).toEqual([0, 1, 2]);
    for (const { open } of gates) open();
    await Promise.all(done);
  });

  it('are given back by work that fails', async () => {
    const slots = new Slots(1);
    await expect(slots.use(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(slots.use(() => Promise.resolve('next'))).resolves.toBe('next');
  });
});
