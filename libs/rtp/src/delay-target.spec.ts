// The delay that jitter asks for.
import { DelayTarget } from './delay-target';

/** Packets `from` to `to`, each as late as `delayMs` says. */
const observe = (
  target: DelayTarget,
  [from, to]: readonly [number, number],
  delayMs: (index: number) => number,
): void => {
  for (let index = from; index < to; index += 1) target.observe(index * 20, index * 20 + delayMs(index));
};
const newTarget = (): DelayTarget => new DelayTarget({ delayMsMin: 40, delayMsMax: 400 });

it('is the minimum without jitter, whatever the delay of the route', () => {
  const target = newTarget();
  observe(target, [0, 100], () => 270);
  expect(target.targetMs).toBe(40);
});

it('covers jitter that comes often, and not what is rarer than one in a hundred', () => {
  const often = newTarget();
  observe(often, [0, 1_000], (index) => (index % 20 === 0 ? 95 : 0));
  expect(often.targetMs).toBe(120);
  const rarely = newTarget();
  observe(rarely, [0, 1_000], (index) => (index % 200 === 100 ? 95 : 0));
  expect(rarely.targetMs).toBe(40);
});

it('never exceeds its bound', () => {
  const target = newTarget();
  observe(target, [0, 500], (index) => (index % 3) * 700);
  expect(target.targetMs).toBe(400);
});

it('forgets what has passed', () => {
  const target = newTarget();
  observe(target, [0, 500], (index) => (index % 2) * 150);
  expect(target.targetMs).toBe(180);
  observe(target, [500, 2000], () => 0);
  expect(target.targetMs).toBe(40);
});

it('follows a route that became longer', () => {
  const target = newTarget();
  observe(target, [0, 500], () => 0);
  observe(target, [500, 2500], () => 100);
  expect(target.targetMs).toBe(40);
});

it('keeps its numbers small for ever', () => {
  const target = newTarget();
  observe(target, [0, 20_000], (index) => (index % 4 === 0 ? 50 : 0));
  expect(target.targetMs).toBe(80);
});
