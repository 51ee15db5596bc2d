// What a text consists of, for matching: lower-case words and single digits, without punctuation.

/** More words than a caller says in one turn; what is beyond is not looked at. */
const WORDS_MAX = 120;

/** "No, it's 47112!" becomes no, it's, 4, 7, 1, 1, 2; hyphens part words, so "mm-hm" is mm, hm. */
export const wordsOf = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .replace(/[\u2018\u2019]/gu, "'")
    .split(/[^\p{L}\p{N}']+/u)
    .map((word) => word.replace(/^'+|'+$/gu, ''))
    .filter((word) => word !== '')
    .flatMap((word) => (/^\d+$/u.test(word) ? [...word] : [word]))
    .slice(0, WORDS_MAX);

/** Sounds that fill a pause and mean nothing. */
export const hesitations: ReadonlySet<string> = new Set([
  'um',
  'uh',
  'er',
  'erm',
  'hm',
  'hmm',
  'ah',
  'eh',
  'well',
]);

export const withoutHesitations = (words: readonly string[]): readonly string[] =>
  words.filter((word) => !hesitations.has(word));

const announcing: ReadonlySet<string> = new Set(
  `a an the my your to of for and or but because with about is it's i i'm i'd want need would like that's
   number not sorry mean meant actually`.split(/\s+/u),
);

/** True when the last word announces more: "I want to", "it's", "and um". */
export const announcesMore = (words: readonly string[]): boolean => {
  const last = words.at(-1);
  return last !== undefined && (hesitations.has(last) || announcing.has(last));
};
