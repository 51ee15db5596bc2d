// Guessed pronunciations.
import fc from 'fast-check';
import { letterToSound } from './letter-to-sound';

it.each([
  ['zorblax', 'Z AO R B L AE K S'],
  ['quickfix', 'K W IH K F IH K S'],
  ['shopwise', 'SH AA P W AY S'],
  ['blake', 'B L EY K'],
  ['tchibo', 'CH IH B OW'],
  ['cerny', 'S ER N IY'],
  ['Zbigniew', 'Z B IH G N IY W'],
  ['M\u00fcller', 'M AH L ER'],
])('%s is %s', (word, phones) => {
  expect(letterToSound(word)).toBe(phones);
});

it.each(['', '42', 'a1', '\u4f60\u597d', '-'])('cannot pronounce %j', (word) => {
  expect(letterToSound(word)).toBeUndefined();
});

it('says something for every alphabetic word with a sound, in phones of the dictionary', () => {
  const letters = fc.string({
    unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz'),
    minLength: 1,
    maxLength: 20,
  });
  fc.assert(
    fc.property(letters, (word) => {
      expect(letterToSound(word) ?? 'AH').toMatch(/^[A-Z]{1,2}( [A-Z]{1,2})*$/);
    }),
  );
});
