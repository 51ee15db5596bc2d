// The position never passes a record that is not handled, and never stays behind one that is.
import fc from 'fast-check';
import { OffsetWindow } from './offset-window';

describe('the window of taken records', () => {
  it('stands before the oldest record that is not handled, in whatever order they are', () => {
    const run = fc.record({
      gaps: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 30 }),
      order: fc.infiniteStream(fc.nat()),
    });
    fc.assert(
      fc.property(run, ({ gaps, order }) => {
        const window = new OffsetWindow();
        let offset = 10n;
        const open = gaps.map((gap) => window.take((offset += BigInt(gap))));
        const last = offset;
        while (open.length > 0) {
          expect(window.position).toBe(open[0]?.offset);
          const [record] = open.splice(order.next().value % open.length, 1);
          if (record) window.settle(record);
        }
        expect([window.position, window.size]).toEqual([last + 1n, 0]);
      }),
    );
  });

  it('counts from the oldest that is not handled on', () => {
    const window = new OffsetWindow();
    const [, second] = [window.take(1n), window.take(2n), window.take(3n)];
    if (second) window.settle(second);
    expect([window.size, window.position]).toEqual([3, 1n]);
  });

  it('begins anew where records come again', () => {
    const window = new OffsetWindow();
    const before = window.take(7n);
    const again = window.take(4n);
    window.settle(before);
    expect(window.position).toBe(4n);
    window.settle(again);
    expect(window.position).toBe(5n);
  });

  it('has no position before the first record', () => {
    expect(new OffsetWindow().position).toBeUndefined();
  });
});
