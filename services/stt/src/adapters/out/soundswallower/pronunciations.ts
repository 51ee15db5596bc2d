// How words are pronounced: the dictionary that comes with the acoustic model, and a guess from the letters.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { letterToSound } from '../../../domain/letter-to-sound';

/** A word and one of its pronunciations; further ones are named `word(2)`. */
export type Pronunciation = readonly [entry: string, phones: string];

/** Where the package keeps its models. */
export const modelFolder = (): string => path.join(path.dirname(require.resolve('soundswallower')), 'model/');

/**
 * How callers also say what matters most: the dictionary has one "yes", and voices that open or draw out its vowel
 * score low on it, or are taken for "no it's".
 */
const ALSO_SAID: Readonly<Record<string, readonly string[]>> = { yes: ['Y AE S', 'Y UW EH S', 'Y IH S'] };

let dictionary: ReadonlyMap<string, readonly string[]> | undefined;

/**
 * Reads the dictionary, if that was not done yet. It takes half a second in which the thread does nothing else: before
 * the first call, or that call's first audio is late by as much.
 */
export const loadDictionary = (): void => {
  dictionary ??= readDictionary();
};

/** All pronunciations of a word, guessed where the dictionary has none; empty when it cannot be pronounced. */
export const pronunciationsOf = (word: string): Pronunciation[] => {
  const known = (dictionary ??= readDictionary()).get(word);
  const guess = known ? undefined : letterToSound(word);
  const all = known ?? (guess === undefined ? [] : [guess]);
  return all.map((phones, index) => [index === 0 ? word : `${word}(${index + 1})`, phones]);
};

/** The words the dictionary does not have: their pronunciation would be guessed, or they cannot be spoken at all. */
export const unknownWords = (words: readonly string[]): string[] => {
  const known = (dictionary ??= readDictionary());
  return [...new Set(words.map((word) => word.toLowerCase()))].filter((word) => !known.has(word));
};

const readDictionary = (): ReadonlyMap<string, readonly string[]> => {
  const text = readFileSync(path.join(modelFolder(), 'en-us/dict.txt'), 'utf8');
  const entries = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const space = line.indexOf(' ');
    if (space <= 0 || line.startsWith(';')) continue;
    const word = line.slice(0, space).replace(/\(\d+\)$/, '');
    const phones = line.slice(space + 1).trim();
    const entry = entries.get(word);
    if (entry) entry.push(phones);
    else entries.set(word, [phones]);
  }
  for (const [word, variants] of Object.entries(ALSO_SAID)) entries.get(word)?.push(...variants);
  return entries;
};
