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
/** Words between a place and its digits. */
const filling: ReadonlySet<string> = new Set([...counted, 'in', 'with', 'be']);

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
  surroundings: Surroundings,
): { token: DigitToken; end: number } => {
  const word = words[at] ?? '';
  if (word === 'not') return { token: { kind: 'not' }, end: at + 1 };
  const edge = places.get(word);
  if (edge !== undefined) return placeAt(words, at, edge);
  return numberAt(words, at, surroundings) ?? otherAt(words, at, surroundings);
};

/** "Oh" alone is an exclamation, unless a digit is expected there. */
const numberAt = (
  words: readonly string[],
  at: number,
  { previous }: Surroundings,
): { token: DigitToken; end: number } | undefined => {
  const run = digitRunAt(words, at);
  const isExpected = previous?.kind === 'not' || previous?.kind === 'place';
  if (run === undefined || (run.onlyOh && !isExpected)) return undefined;
  return { token: { kind: 'run', digits: run.digits, startsWithOh: run.startsWithOh }, end: run.end };
};

const otherAt = (
  words: readonly string[],
  at: number,
  { corrections }: Surroundings,
): { token: DigitToken; end: number } => {
  const corrected = matchEndAt(corrections, words, at);
  return corrected === undefined
    ? { token: { kind: 'word' }, end: digitRunAt(words, at)?.end ?? at + 1 }
    : { token: { kind: 'correction' }, end: corrected };
};

/** "last", "last digit is", "last two digits are": the words of the place, so that "two" is not taken as a digit. */
const placeAt = (
  words: readonly string[],
  at: number,
  edge: 'first' | 'last',
): { token: DigitToken; end: number } => {
  const number = counted.has(words[at + 2] ?? '') ? digitOf(words[at + 1]) : undefined;
  const from = number === undefined ? at + 1 : at + 2;
  let end = from;
  while (filling.has(words[end] ?? '')) end += 1;
  const isOne = words.slice(from, end).some((word) => word === 'digit' || word === 'number');
  const count = number === undefined ? (isOne ? 1 : undefined) : Number(number);
  return { token: { kind: 'place', edge, ...(count === undefined ? {} : { count }) }, end };
};
