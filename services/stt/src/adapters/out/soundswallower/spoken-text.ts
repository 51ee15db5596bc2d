// Dictionary entries as words: silence, noise and fillers are none, and a pronunciation's number is not part of one.
import { FILLERS } from '../../../domain/bigram-grammar';

/** "the(2)" is "the". */
export const wordOfEntry = (entry: string): string => entry.replace(/\(\d+\)$/, '');

export const isSpoken = (entry: string): boolean =>
  /^[^<[(]/.test(entry) && !FILLERS.some((filler) => filler === wordOfEntry(entry));

export const spokenText = (entries: readonly string[]): string =>
  entries.filter(isSpoken).map(wordOfEntry).join(' ');
