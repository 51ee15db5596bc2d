// Cleaning text and keeping where its words end.
import fc from 'fast-check';
import { spokenWords } from './spoken-text';

const heard = (text: string): [string, string][] =>
  spokenWords(text).map(({ spoken, endChar }) => [spoken, text.slice(0, endChar).split(' ').at(-1) ?? '']);

describe('spokenWords', () => {
  it('ends words before their punctuation', () => {
    expect(heard('Hello, world!')).toEqual([
      ['Hello,', 'Hello'],
      ['world!', 'world'],
    ]);
  });

  it('reads accents, typographic quotes and currencies as ASCII', () => {
    expect(heard('caf\u00e9 Zbigniew\u2019s \u20ac15 R&B 5%').map(([spoken]) => spoken)).toEqual([
      'cafe',
      "Zbigniew's",
      '15-euros',
      'R-and-B',
      '5-percent',
    ]);
  });

  it('leaves out what cannot be said', () => {
    expect(heard('yes \u{1f600} \u2014 ... \u4f60\u597d no').map(([spoken]) => spoken)).toEqual([
      'yes',
      'no',
    ]);
  });

  it('never looks like an option', () => {
    expect(heard('--help -x').map(([spoken]) => spoken)).toEqual(['help', 'x']);
  });

  it('takes any text: printable ASCII without blanks, ends in order inside the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        let before = 0;
        for (const { spoken, endChar } of spokenWords(text)) {
          expect(spoken).toMatch(/^[\x21-\x7e]+$/);
          expect(endChar).toBeGreaterThan(before);
          expect(endChar).toBeLessThanOrEqual(text.length);
          before = endChar;
        }
      }),
    );
  });
});
