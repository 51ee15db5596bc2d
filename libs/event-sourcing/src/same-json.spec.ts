// Same text, same value: the comparison agrees with canonical JSON on everything that it can carry.
import fc from 'fast-check';
import { canonicalJson } from './canonical-json';
import { sameJson } from './same-json';

const json = fc.jsonValue({ maxDepth: 3 });

it('agrees with the canonical texts of any two values', () => {
  fc.assert(
    fc.property(json, json, (left, right) => {
      expect(sameJson(left, right)).toBe(canonicalJson(left) === canonicalJson(right));
    }),
  );
});

it('finds a value the same after a journey through its text', () => {
  fc.assert(
    fc.property(json, (value) => {
      expect(sameJson(value, JSON.parse(canonicalJson(value)))).toBe(true);
    }),
  );
});

it.each([
  ['an absent and an undefined property', { a: 1 }, { a: 1, b: undefined }, true],
  ['a property more', { a: 1 }, { a: 1, b: 2 }, false],
  ['null and an absent property', { a: null }, {}, false],
  ['an array and an object', [1], { 0: 1 }, false],
  ['no number', { a: 1 }, { a: Number.NaN }, false],
  ['the order of names', { a: 1, b: 2 }, { b: 2, a: 1 }, true],
  ['the order of elements', [1, 2], [2, 1], false],
])('%s', (...[, left, right, same]) => {
  expect(sameJson(left, right)).toBe(same);
  expect(sameJson(right, left)).toBe(same);
});
