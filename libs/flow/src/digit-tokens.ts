// A turn about a number, cut into what matters: runs of digits, "not", places ("the last digit"), corrections.
import { matchEndAt } from './matching';
import { type PatternNode } from './pattern';
import { digitOf, digitRunAt } from './spoken-digits';

export type DigitToken =
  | { readonly kind: 'run'; readonly digits: string; readonly startsWithOh: boolean }
  | { readonly kind: 'not' }
  | { readonly kind: 'place'; readonly edge: 'first' | 'last'; readonly count?: number }
  /** "no", "sorry", "I mean": what follows corrects what came before. */
  | { readonly kind: 'correction' }
  | { readonly kind: 'word' };

const places = new Map<string, 'first' | 'last'>([
  ['first', 'first'],
  ['starts', 'first'],
  ['begins', 'first'],
  ['last', 'last'],
  ['ends', 'last'],
  ['ending', 'last'],
]);
const counted: ReadonlySet<string> = new Set(['digit', 'digits', 'number', 'numbers', 'is', 'are', 'should']);

/** `corrections` are the patterns that announce a correction; a plain no is one of them here. */
export const digitTokens = (
  words: readonly string[],
  corrections: readonly PatternNode[],
): readonly DigitToken[] => {
  const tokens: DigitToken[] = [];
  for (let at = 0; at < words.length;) {
    const { token, end } = tokenAt(words, at, { corrections, previous: tokens.at(-1) });
    tokens.push(token);
    at = end;
  }
  return tokens;
};

interface Surroundings {
  readonly corrections: readonly PatternNode[];
  readonly previous: DigitToken | undefined;
}

const tokenAt = (
  words: readonly string[],
  at: number,
  { corrections, previous }: Surroundings,
): { token: DigitToken; end: number } => {
  if (words[at] === 'not') return { token: { kind: 'not' }, end: at + 1 };
  const edge = places.get(words[at] ?? '');
  if (edge !== undefined) return placeAt(words, at, edge);
  const run = digitRunAt(words, at);
  const expected = previous?.kind === 'not' || previous?.kind === 'place';
  if (run !== undefined && (!run.onlyOh || expected)) {
    return { token: { kind: 'run', digits: run.digits, startsWithOh: run.startsWithOh }, end: run.end };
  }
  const corrected = matchEndAt(corrections, words, at);
  if (corrected !== undefined) return { token: { kind: 'correction' }, end: corrected };
  return { token: { kind: 'word' }, end: run?.end ?? at + 1 };
};

/** "last", "last digit is", "last two digits are": the words of the place, so that "two" is not taken as a digit. */
const placeAt = (
  words: readonly string[],
  at: number,
  edge: 'first' | 'last',
): { token: DigitToken; end: number } => {
  let end = at + 1;
  let count: number | undefined;
  const number = digitOf(words[end]);
  if (number !== undefined && counted.has(words[end + 1] ?? '')) {
    count = Number(number);
    end += 1;
  }
  while (
    end < words.length &&
    (counted.has(words[end] ?? '') || ['in', 'with', 'be'].includes(words[end] ?? ''))
  ) {
    if (words[end] === 'digit' || words[end] === 'number') count ??= 1;
    end += 1;
  }
  return { token: { kind: 'place', edge, ...(count === undefined ? {} : { count }) }, end };
};
