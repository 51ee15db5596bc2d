// Differences are named by path, at the deepest place that still is one.
import { differencesOf, DIFFERENCES_MAX } from './differences';

it('goes down to the fields that differ', () => {
  const recorded = { type: 'A', v: 1, args: { order: '47', urgent: true }, sentences: ['one', 'two'] };
  const decided = { type: 'A', v: 1, args: { order: '48' }, sentences: ['one', 'two', 'three'] };
  expect(differencesOf(recorded, decided)).toEqual([
    { path: 'args.order', recorded: '"47"', decided: '"48"' },
    { path: 'args.urgent', recorded: 'true' },
    { path: 'sentences.2', decided: '"three"' },
  ]);
});

it('names the whole event where there is no other', () => {
  expect(differencesOf(undefined, { type: 'A', v: 1 })).toEqual([
    { path: '', decided: '{"type":"A","v":1}' },
  ]);
});

it('stops after enough of them', () => {
  const many = (value: number) => ({ type: 'A', v: 1, values: Array.from({ length: 99 }, () => value) });
  expect(differencesOf(many(1), many(2))).toHaveLength(DIFFERENCES_MAX);
});
