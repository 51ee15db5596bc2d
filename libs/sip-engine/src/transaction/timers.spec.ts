// The timer heap: whatever is scheduled comes up in order, and a moved deadline counts only once.
import * as fc from 'fast-check';
import { TimerHeap, type Timed } from './timers';

const timed = (deadlineMs: number, onExpire: (nowMs: number) => void): Timed => ({
  deadlineMs,
  expire(nowMs) {
    this.deadlineMs = Infinity;
    onExpire(nowMs);
  },
});

it('expires everything in the order of time', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1_000 })), (deadlines) => {
      const heap = new TimerHeap();
      const seen: number[] = [];
      for (const deadlineMs of deadlines) heap.track(timed(deadlineMs, () => seen.push(deadlineMs)));
      while (heap.nextMs < Infinity) heap.run(heap.nextMs);
      expect(seen).toEqual([...deadlines].sort((a, b) => a - b));
    }),
  );
});

it('follows a deadline that moves later without a second entry', () => {
  const heap = new TimerHeap();
  const seen: number[] = [];
  const one = timed(10, (nowMs) => seen.push(nowMs));
  heap.track(one);
  one.deadlineMs = 50;
  heap.track(one);
  expect(heap.size).toBe(1);
  heap.run(10);
  expect(seen).toEqual([]);
  heap.run(50);
  expect(seen).toEqual([50]);
});

it('follows a deadline that moves nearer, and forgets the old one', () => {
  const heap = new TimerHeap();
  const seen: number[] = [];
  const one = timed(50, (nowMs) => seen.push(nowMs));
  heap.track(one);
  one.deadlineMs = 10;
  heap.track(one);
  heap.run(10);
  heap.run(60);
  expect(seen).toEqual([10]);
});

it('drops what has no deadline any more', () => {
  const heap = new TimerHeap();
  const one = timed(10, () => fail('expired'));
  heap.track(one);
  one.deadlineMs = Infinity;
  heap.run(20);
  expect(heap.size).toBe(0);
});
