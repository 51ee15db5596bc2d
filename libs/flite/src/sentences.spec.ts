// Cutting text for synthesis.
import fc from 'fast-check';
import { PIECE_CHARS_MAX, splitClauses, splitSentences } from './sentences';

describe('splitSentences', () => {
  it.each([
    ['Hello. How are you? Fine!', ['Hello.', 'How are you?', 'Fine!']],
    [
      'Your total is $42.50, and 3.5 percent off. Okay?',
      ['Your total is $42.50, and 3.5 percent off.', 'Okay?'],
    ],
    ['One; two\nthree', ['One;', 'two', 'three']],
    ['He said "stop." Then he left.', ['He said "stop."', 'Then he left.']],
    ['  ', []],
    ['no end', ['no end']],
  ])('splits %j', (text, sentences) => {
    expect(splitSentences(text)).toEqual(sentences);
  });
});

describe('splitClauses', () => {
  const texts = (sentence: string, charsMin: number): string[] =>
    splitClauses(sentence, charsMin).map((part) => part.text);

  it('cuts after a comma when both sides are long enough', () => {
    expect(texts('I can cancel your order now, or change its address.', 10)).toEqual([
      'I can cancel your order now,',
      'or change its address.',
    ]);
  });

  it('keeps short clauses together', () => {
    expect(texts('Yes, I can cancel, change or track it.', 24)).toEqual([
      'Yes, I can cancel, change or track it.',
    ]);
  });

  it('does not cut inside a number', () => {
    expect(texts('That makes 1,250 dollars altogether', 3)).toEqual(['That makes 1,250 dollars altogether']);
  });

  it('gives parts that stand in the text where they say, in order, within the limit, leaving out only white space', () => {
    const sentence = fc.string({
      unit: fc.constantFrom('a', 'b', ' ', ',', ':', '-', '.', '5'),
      maxLength: 1_000,
    });
    fc.assert(
      fc.property(sentence, fc.integer({ min: 1, max: 60 }), (text, charsMin) => {
        const parts = splitClauses(text, charsMin);
        for (const part of parts) {
          expect(text.slice(part.startChar, part.startChar + part.text.length)).toBe(part.text);
          expect(part.text.length).toBeLessThanOrEqual(PIECE_CHARS_MAX);
        }
        expect(
          parts
            .map((part) => part.text)
            .join('')
            .replace(/\s/g, ''),
        ).toBe(text.replace(/\s/g, ''));
      }),
    );
  });
});
