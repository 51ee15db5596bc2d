// How many phones English words have, from the pronouncing dictionary that comes with soundswallower.
import { readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Reads the dictionary once. Without it (package left out of an installation) every word is unknown and word marks are
 * guessed from spelling.
 */
export const loadPhoneCounts = (): ((word: string) => number | undefined) => {
  const counts = readCounts();
  return (word) => counts.get(word.toLowerCase());
};

const readCounts = (): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const line of dictionaryText().split('\n')) {
    const [word, ...phones] = line.trim().split(' ');
    if (word && phones.length > 0 && !word.startsWith(';')) counts.set(word, phones.length);
  }
  return counts;
};

const dictionaryText = (): string => {
  try {
    return readFileSync(
      path.join(path.dirname(require.resolve('soundswallower')), 'model/en-us/dict.txt'),
      'utf8',
    );
  } catch {
    return '';
  }
};
