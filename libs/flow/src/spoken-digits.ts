// Digits as callers say them: one by one, "oh", "double seven", "forty seven", or all of it mixed.
import { hesitations } from './words';

export const digitWords: readonly string[] = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
];
const teenWords = [
  'ten',
  'eleven',
  'twelve',
  'thirteen',
  'fourteen',
  'fifteen',
  'sixteen',
  'seventeen',
  'eighteen',
  'nineteen',
];
const tenWords = ['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
/** Words of tens and teens, which some callers use inside a number. */
export const tensAndTeens: readonly string[] = [...teenWords, ...tenWords];

const single = new Map<string, string>([
  ...digitWords.map((word, digit): [string, string] => [word, String(digit)]),
  ...digitWords.map((_, digit): [string, string] => [String(digit), String(digit)]),
  ['oh', '0'],
  ['o', '0'],
  ['nought', '0'],
]);
const pair = new Map(teenWords.map((word, index): [string, string] => [word, String(index + 10)]));
const tens = new Map(tenWords.map((word, index): [string, string] => [word, String(index + 2)]));
const repeats = new Map([
  ['double', 2],
  ['triple', 3],
]);
/** What callers put between digits without ending the run. */
const between: ReadonlySet<string> = new Set([...hesitations, 'and', 'then', 'dash', 'hyphen', 'space']);

export interface DigitRun {
  readonly digits: string;
  /** Index just after the last word of the run. */
  readonly end: number;
  /** True when it is made of "oh" alone, which is rather an exclamation. */
  readonly onlyOh: boolean;
  /** Said as "oh four ...": the first digit may be an exclamation too. */
  readonly startsWithOh: boolean;
}

/** The longest run of digits that starts exactly at this word. */
export const digitRunAt = (words: readonly string[], at: number): DigitRun | undefined => {
  let digits = '';
  let end = at;
  for (let piece = pieceAt(words, at); piece !== undefined; piece = pieceAt(words, skipBetween(words, end))) {
    digits += piece.digits;
    end = piece.end;
  }
  if (digits === '') return undefined;
  const said = words.slice(at, end);
  const onlyOh = said.every((word) => word === 'oh' || word === 'o' || between.has(word));
  return { digits, end, onlyOh, startsWithOh: said[0] === 'oh' || said[0] === 'o' };
};

/** The digit that a single word names. */
export const digitOf = (word: string | undefined): string | undefined =>
  word === undefined ? undefined : single.get(word);

interface Piece {
  readonly digits: string;
  readonly end: number;
}

const pieceAt = (words: readonly string[], at: number): Piece | undefined => {
  const word = words[at];
  if (word === undefined) return undefined;
  const next = digitOf(words[at + 1]);
  const times = repeats.get(word);
  if (times !== undefined)
    return next === undefined ? undefined : { digits: next.repeat(times), end: at + 2 };
  const ten = tens.get(word);
  if (ten !== undefined) {
    // "forty seven" is 47, "forty oh" is 40 and a zero: only 1 to 9 join a ten.
    return next === undefined || next === '0'
      ? { digits: `${ten}0`, end: at + 1 }
      : { digits: ten + next, end: at + 2 };
  }
  const digits = single.get(word) ?? pair.get(word);
  return digits === undefined ? undefined : { digits, end: at + 1 };
};

const skipBetween = (words: readonly string[], from: number): number => {
  let at = from;
  while (between.has(words[at] ?? '')) at += 1;
  return at;
};
