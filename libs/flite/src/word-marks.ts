// Finds when each word of a text ends, from the phones flite spoke and the words it normalised the text to.
import { type SpokenWord } from './spoken-text';

export interface WordMark {
  /** Milliseconds from the first sample to the end of the word. */
  readonly endMs: number;
  /** Index into the text given, just after the word. */
  readonly endChar: number;
}

/** A phone and when it ends, in seconds of the untrimmed audio. */
export interface Phone {
  readonly name: string;
  readonly endS: number;
}

export interface Reading {
  readonly phones: readonly Phone[];
  /** The words as flite reads them: "$42.50" is "forty two dollars fifty cents". */
  readonly readWords: readonly string[];
  /** How many phones a word has by the dictionary; undefined for words it does not know. */
  readonly phoneCount: (word: string) => number | undefined;
}

/** End of every word in seconds of the untrimmed audio, in order, one per spoken word. Total: guesses, never throws. */
export const wordEndsS = (words: readonly SpokenWord[], reading: Reading): number[] => {
  const spokenPhones = reading.phones.filter((phone) => phone.name !== 'pau');
  const shares = phoneShares(reading, spokenPhones.length);
  const readPerWord = readWordsPerWord(
    words.map((word) => word.spoken),
    reading.readWords,
  );
  let read = 0;
  let phonesSoFar = 0;
  return readPerWord.map((count) => {
    for (const end = read + count; read < end; read++) phonesSoFar += shares[read] ?? 0;
    const last = spokenPhones[Math.min(spokenPhones.length, Math.max(1, Math.round(phonesSoFar))) - 1];
    return last?.endS ?? 0;
  });
};

// Known words take their dictionary count, unknown ones share what is left by their length; if that does not add up,
// all are scaled to the phones there are.
const phoneShares = ({ readWords, phoneCount }: Reading, phonesTotal: number): number[] => {
  const known = readWords.map(phoneCount);
  const knownTotal = known.reduce<number>((sum, count) => sum + (count ?? 0), 0);
  const letters = readWords.map((word, index) => (known[index] === undefined ? Math.max(1, word.length) : 0));
  const lettersTotal = letters.reduce((sum, count) => sum + count, 0);
  const left = phonesTotal - knownTotal;
  if (lettersTotal > 0 && left > 0) {
    return known.map((count, index) => count ?? ((letters[index] ?? 0) * left) / lettersTotal);
  }
  const guess = known.map((count, index) => count ?? (letters[index] ?? 0) * PHONES_PER_LETTER);
  const guessTotal = guess.reduce((sum, count) => sum + count, 0);
  return guess.map((count) => (guessTotal > 0 ? (count * phonesTotal) / guessTotal : 0));
};

const PHONES_PER_LETTER = 0.8;

// Words read as written are anchors; what is read between two anchors belongs to the words written between them.
const readWordsPerWord = (written: readonly string[], read: readonly string[]): number[] => {
  const counts: number[] = [];
  let from = 0;
  written.forEach((word, index) => {
    const wordsLeft = written.length - index - 1;
    const available = read.length - from;
    const count = isReadAsWritten(word, read[from])
      ? 1
      : expansion(written.slice(index + 1), read.slice(from));
    const taken = wordsLeft === 0 ? available : Math.max(0, Math.min(count, available - wordsLeft));
    counts.push(taken);
    from += taken;
  });
  return counts;
};

const isReadAsWritten = (written: string, read: string | undefined): boolean =>
  letters(written) === letters(read ?? '');

const letters = (word: string): string => word.toLowerCase().replace(/[^a-z]/g, '') + digitsOf(word);

const digitsOf = (word: string): string => word.replace(/\D/g, '');

// How many read words the word before `following` takes: as many as come before the next one read as written.
const expansion = (following: readonly string[], read: readonly string[]): number => {
  const next = following.findIndex((word) => /^[^\d$]*$/.test(word));
  if (next < 0) return Math.max(1, Math.floor(read.length / (following.length + 1)));
  const anchor = read.findIndex(
    (word, index) => index > next && isReadAsWritten(following[next] ?? '', word),
  );
  return anchor < 0 ? 1 : Math.max(1, Math.round(anchor / (next + 1)));
};
