// Turns any text into what flite can read, word by word, keeping where each word ends in the text given.

export interface SpokenWord {
  /** Printable ASCII without white space; may be read as several words ("$42.50"). */
  readonly spoken: string;
  /** Index into the given text just after the word, its closing punctuation left out. */
  readonly endChar: number;
}

/** Words without anything to say (emoji, stray dashes) are left out; flite would spell non-ASCII byte by byte. */
export const spokenWords = (text: string): SpokenWord[] =>
  [...text.matchAll(/\S+/g)].flatMap((match) => {
    const spoken = toAscii(match[0]);
    if (!/[A-Za-z0-9]/.test(spoken)) return [];
    const core = match[0].replace(/[\s.,;:!?)\]}"'\u2019\u201d\u2026]+$/u, '');
    return [{ spoken, endChar: match.index + (core.length || match[0].length) }];
  });

const REPLACEMENTS: readonly (readonly [RegExp, string])[] = [
  [/[\u2018\u2019\u02bc]/g, "'"],
  [/[\u201c\u201d\u00ab\u00bb"]/g, ''],
  [/[\u2013\u2014]/g, '-'],
  [/\u2026/g, '...'],
  [/\u00df/g, 'ss'],
  [/\u00e6/gi, 'ae'],
  [/\u00f8/gi, 'o'],
  [/\u20ac(\d[\d.,]*)/g, '$1-euros'],
  [/\u00a3(\d[\d.,]*)/g, '$1-pounds'],
  [/&/g, '-and-'],
  [/(\d)%/g, '$1-percent'],
];

const toAscii = (word: string): string =>
  REPLACEMENTS.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), word)
    .normalize('NFKD')
    .replace(/[^\x21-\x7e]/g, '')
    .replace(/[<>|\\^`{}~]/g, '')
    // flite reads its own options and file names from arguments that start with a dash.
    .replace(/^-+/, '');
