// Virtual time: in order, as far as it is let, and the same again for the same seed.
import { Kernel } from './kernel';
import { Random } from './random';

const LIMITS = { stepsMax: 100, untilMs: 10_000 };

it('does what is due in the order of time, then of asking, and takes back what was taken back', async () => {
  const kernel = new Kernel(1_000);
  const done: string[] = [];
  kernel.after(20, () => done.push('c'));
  kernel.after(10, () => done.push('a'));
  kernel.after(10, () => done.push('b'));
  kernel.after(15, () => done.push('never'))();
  expect(await kernel.run(LIMITS)).toEqual({ end: 'drained', steps: 3 });
  expect(done).toEqual(['a', 'b', 'c']);
  expect(kernel.now).toBe(1_020);
});

it('follows promises to their end before the clock moves', async () => {
  const kernel = new Kernel(0);
  const seen: number[] = [];
  kernel.after(1, () => void Promise.resolve().then(async () => seen.push(kernel.now)));
  kernel.after(2, () => undefined);
  await kernel.run(LIMITS);
  expect(seen).toEqual([1]);
});

it('keeps thousands of entries in order', async () => {
  const kernel = new Kernel(0);
  const random = new Random('heap');
  const at: number[] = [];
  for (let entry = 0; entry < 2_000; entry += 1) kernel.after(random.int(0, 500), () => at.push(kernel.now));
  await kernel.run({ stepsMax: 5_000, untilMs: 1_000 });
  expect(at).toHaveLength(2_000);
  expect(at).toEqual([...at].sort((a, b) => a - b));
});

it('gives up on a world that does not come to rest, and on one that lasts too long', async () => {
  const restless = new Kernel(0);
  const again = (): void => void restless.after(0, again);
  again();
  expect((await restless.run(LIMITS)).end).toBe('steps');
  const endless = new Kernel(0);
  const later = (): void => void endless.after(1_000, later);
  later();
  expect((await endless.run(LIMITS)).end).toBe('time');
});

describe('chance', () => {
  it('is the same for the same name, whatever else was drawn', () => {
    const one = new Random('7');
    const two = new Random('7');
    two.next();
    two.split('other').next();
    expect(one.split('tool').next()).toBe(two.split('tool').next());
    expect(one.split('tool').next()).not.toBe(one.split('stt').next());
  });

  it('is spread evenly', () => {
    const random = new Random('even');
    const counts = [0, 0, 0, 0];
    for (let draw = 0; draw < 8_000; draw += 1) counts[random.int(0, 3)]! += 1;
    for (const count of counts) expect(Math.abs(count - 2_000)).toBeLessThan(200);
  });
});
