// Payment card numbers in text, written in figures or spoken digit by digit: found by length and check digit.
import { digitRunAt } from '@trunkline/flow/spoken-digits';

export interface Redacted {
  readonly text: string;
  /** How many numbers were taken out. */
  readonly entities: number;
}

/** Version of the rules below, kept beside what they were applied to. */
export const REDACTION_POLICY = 'cards-2';
const MARK = '[card number]';
/** ISO/IEC 7812-1: a primary account number has 12 to 19 digits; shorter than 13 is no payment card. */
const DIGITS_MIN = 13;
const DIGITS_MAX = 19;

/** Every run of figures or digit words that holds a card number is replaced whole. */
export const redactCards = (text: string): Redacted => {
  const tokens = tokensOf(text);
  const words = tokens.map(({ word }) => word);
  let entities = 0;
  let kept = '';
  let copiedTo = 0;
  for (let index = 0; index < tokens.length;) {
    const run = longestRun(words, index);
    if (run === undefined || !holdsCard(run.digits)) {
      index = run === undefined ? index + 1 : Math.max(index + 1, run.end);
      continue;
    }
    const first = tokens[index];
    const last = tokens[run.end - 1];
    if (!first || !last) break;
    kept += text.slice(copiedTo, first.at) + MARK;
    copiedTo = last.at + last.word.length;
    entities += 1;
    index = run.end;
  }
  return { text: kept + text.slice(copiedTo), entities };
};

interface Token {
  readonly word: string;
  readonly at: number;
}

/** Words, and each figure as a word of its own, with their places. */
const tokensOf = (text: string): readonly Token[] =>
  [...text.matchAll(/\p{N}|[\p{L}']+/gu)].map((match) => ({ word: match[0].toLowerCase(), at: match.index }));

/** Groups that follow each other are one number: "four one one one" said in four breaths, or 4111-1111-... */
const longestRun = (
  words: readonly string[],
  at: number,
): { readonly end: number; readonly digits: string } | undefined => {
  let end = at;
  let digits = '';
  for (let run = digitRunAt(words, end); run !== undefined; run = digitRunAt(words, end)) {
    digits += run.digits;
    end = run.end;
  }
  return end === at ? undefined : { end, digits };
};

const holdsCard = (digits: string): boolean => {
  for (let start = 0; start + DIGITS_MIN <= digits.length; start += 1) {
    for (let length = DIGITS_MIN; length <= DIGITS_MAX && start + length <= digits.length; length += 1) {
      if (passesLuhn(digits.slice(start, start + length))) return true;
    }
  }
  return false;
};

/** ISO/IEC 7812-1, annex B. */
export const passesLuhn = (digits: string): boolean => {
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const digit = Number(digits[digits.length - 1 - place]);
    const weighed = place % 2 === 0 ? digit : digit * 2;
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return sum % 10 === 0;
};
