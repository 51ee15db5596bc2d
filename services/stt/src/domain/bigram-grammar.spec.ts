// The bigram as the recogniser loads it.
import fc from 'fast-check';
import { bigramCounts, END, START } from './bigram-counts';
import { buildGrammar, DEFAULT_WEIGHTS, PAIRS_MAX, WORDS_MAX } from './bigram-grammar';
import { type StageHints } from './stage-hints';

const hints = (given: Partial<StageHints>): StageHints => ({
  stage: 'test',
  phrases: [],
  classes: [],
  vocabulary: [],
  ...given,
});

const fsgOf = (given: Partial<StageHints>, sentences = 8): string => {
  const built = buildGrammar(hints(given), { sentences, fillerMass: 0.1, vocabularyCount: 1 });
  return built.kind === 'grammar' ? built.grammar.fsg : built.reason;
};

describe('bigramCounts', () => {
  it('expects what a class that repeats would be said as', () => {
    const place = { alternatives: [['four'], ['double', 'seven']], repeatMean: 3 };
    const counts = bigramCounts([[place]], 4);
    expect(Object.fromEntries(counts.get(START) ?? [])).toEqual({ four: 2, double: 2 });
    expect(Object.fromEntries(counts.get('double') ?? [])).toEqual({ seven: 6 });
    expect(Object.fromEntries(counts.get('four') ?? [])).toEqual({ four: 2, double: 2, [END]: 2 });
  });
});

describe('buildGrammar', () => {
  it('writes one state per word, seen pairs directly, all others through the back-off state', () => {
    expect(fsgOf({ phrases: ['yes', 'yes please'], vocabulary: ['no'] })).toBe(
      [
        'FSG_BEGIN stage',
        'NUM_STATES 6',
        'START_STATE 0',
        'FINAL_STATE 2',
        'TRANSITION 0 5 0.888889 yes',
        'TRANSITION 0 1 0.111111',
        'TRANSITION 3 1 1.00000',
        'TRANSITION 4 2 0.800000',
        'TRANSITION 4 1 0.200000',
        'TRANSITION 5 2 0.400000',
        'TRANSITION 5 4 0.400000 please',
        'TRANSITION 5 1 0.200000',
        'TRANSITION 1 2 0.342857',
        'TRANSITION 1 3 0.0428571 no',
        'TRANSITION 1 4 0.171429 please',
        'TRANSITION 1 5 0.342857 yes',
        'TRANSITION 1 1 0.0500000 um',
        'TRANSITION 1 1 0.0500000 uh',
        'FSG_END',
        '',
      ].join('\n'),
    );
  });

  it('is the same for the same hints', () => {
    const given = { phrases: ['b a', 'a b c'], vocabulary: ['z', 'y'] };
    expect(fsgOf(given)).toBe(fsgOf(given));
  });

  it.each([
    ['no word at all', hints({}), 'the hints hold no word'],
    ['a phrase with an unknown class', hints({ phrases: ['order <digits>'] }), '<digits>'],
    [
      'too many pairs of words',
      hints({
        phrases: ['<all>'],
        classes: [
          {
            name: 'all',
            phrases: Array.from({ length: 230 }, (_, index) => `w${index}`),
            repeatMin: 1,
            repeatMax: 2,
          },
        ],
      }),
      `${PAIRS_MAX}`,
    ],
    [
      'too many words',
      hints({ vocabulary: Array.from({ length: WORDS_MAX + 1 }, (_, index) => `w${index}`) }),
      `${WORDS_MAX}`,
    ],
  ])('refuses %s', (_what, given, reason) => {
    const built = buildGrammar(given);
    expect(built.kind === 'refused' && built.reason).toContain(reason);
  });

  it('leaves every state with the whole of its probability, and lets every word be said first', () => {
    const word = fc.constantFrom('a', 'b', 'c', 'd', '<x>');
    const phrase = fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => words.join(' '));
    const classes = [{ name: 'x', phrases: ['e', 'f g'], repeatMin: 1, repeatMax: 3 }];
    fc.assert(
      fc.property(
        fc.array(phrase, { minLength: 1 }),
        fc.array(fc.constantFrom('h', 'a')),
        (phrases, vocabulary) => {
          const built = buildGrammar(hints({ phrases, classes, vocabulary }), DEFAULT_WEIGHTS);
          if (built.kind === 'refused') throw new Error(built.reason);
          const leaving = new Map<string, number>();
          for (const [, from = '', probability] of built.grammar.fsg.matchAll(
            /TRANSITION (\d+) \d+ (\S+)/g,
          )) {
            leaving.set(from, (leaving.get(from) ?? 0) + Number(probability));
          }
          for (const total of leaving.values()) expect(total).toBeCloseTo(1, 3);
          for (const spoken of built.grammar.words)
            expect(built.grammar.fsg).toMatch(new RegExp(`TRANSITION 1 \\d+ \\S+ ${spoken}\n`));
        },
      ),
    );
  });
});
