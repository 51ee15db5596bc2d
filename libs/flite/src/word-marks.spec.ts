// Word times from phones.
import fc from 'fast-check';
import { type Reading, wordEndsS } from './word-marks';

const phones = (names: string): Reading['phones'] =>
  names.split(' ').map((name, index) => ({ name, endS: (index + 1) / 10 }));

const dictionary: Record<string, number> = {
  your: 3,
  total: 5,
  is: 2,
  forty: 4,
  two: 2,
  dollars: 5,
  okay: 3,
};
const phoneCount = (word: string): number | undefined => dictionary[word];

const ends = (text: string, reading: Omit<Reading, 'phoneCount'>): number[] =>
  wordEndsS(
    text.split(' ').map((spoken) => ({ spoken, endChar: 0 })),
    { ...reading, phoneCount },
  );

describe('wordEndsS', () => {
  it('counts phones by the dictionary and skips pauses', () => {
    const reading = {
      phones: phones('pau y ao r pau t ow t ax l ih z pau'),
      readWords: ['your', 'total', 'is'],
    };
    expect(ends('Your total, is', reading)).toEqual([0.4, 1, 1.2]);
  });

  it('gives what a number is read as to the number', () => {
    const reading = {
      phones: phones('ih z f ao r t t uw d aa l er z ow k ey'),
      readWords: ['is', 'forty', 'two', 'dollars', 'okay'],
    };
    expect(ends('is $42, okay?', reading)).toEqual([0.2, 1.3, 1.6]);
  });

  it('gives an unknown word the phones the others leave', () => {
    const reading = { phones: phones('y ao r b l ih f ih z'), readWords: ['your', 'blif', 'is'] };
    expect(ends('your blif is', reading)).toEqual([0.3, 0.7, 0.9]);
  });

  it('never throws, never goes back, one end per word', () => {
    const word = fc.constantFrom('your', 'total', '$42.50', 'is', 'x', '12', 'okay?');
    const read = fc.constantFrom('your', 'total', 'forty', 'two', 'is', 'blif', 'okay');
    fc.assert(
      fc.property(fc.array(word), fc.array(read), fc.nat(40), (words, readWords, phoneTotal) => {
        const spoken = words.map((text) => ({ spoken: text, endChar: 0 }));
        const found = wordEndsS(spoken, {
          phones: Array.from({ length: phoneTotal }, (_, index) => ({ name: 'a', endS: index })),
          readWords,
          phoneCount,
        });
        expect(found).toHaveLength(words.length);
        expect(found).toEqual([...found].sort((a, b) => a - b));
      }),
    );
  });
});
