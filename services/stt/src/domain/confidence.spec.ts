// Confidence from path scores.
import { confidenceOf, secondLookAt } from './confidence';

it('trusts words that explain the audio better than loose phones, and not those that do worse', () => {
  expect(confidenceOf({ words: -1_200, phones: -3_000, frames: 80, lead: undefined })).toBeGreaterThan(0.95);
  expect(confidenceOf({ words: -6_400, phones: -5_400, frames: 100, lead: undefined })).toBeLessThan(0.15);
});

it('grows with the margin', () => {
  const at = (margin: number): number =>
    confidenceOf({ words: margin * 100, phones: 0, frames: 100, lead: undefined });
  expect([-20, -10, -5, 0, 5, 20].map(at)).toEqual([-20, -10, -5, 0, 5, 20].map(at).sort((a, b) => a - b));
});

it('knows nothing without audio', () => {
  expect(confidenceOf({ words: 0, phones: 0, frames: 0, lead: undefined })).toBe(0);
});

it('goes by the lead over its rivals where a word was looked at twice', () => {
  const at = (lead: number): number => confidenceOf({ words: 0, phones: 0, frames: 60, lead });
  expect(at(150)).toBeGreaterThan(0.7);
  expect(at(0)).toBeLessThan(0.3);
});

it('looks twice at a yes alone', () => {
  expect(['yes', 'no', 'right'].filter(secondLookAt)).toEqual(['yes']);
});
