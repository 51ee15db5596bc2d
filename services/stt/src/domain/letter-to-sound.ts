// A pronunciation for words no dictionary has: names, mostly. Rough on purpose; a dictionary entry is always better.

/** Longest match first at each place; phones are those of the CMU dictionary. Empty means silent. */
const RULES: readonly (readonly [letters: string, phones: string])[] = [
  ['tion', 'SH AH N'],
  ['sion', 'ZH AH N'],
  ['ough', 'AO'],
  ['eigh', 'EY'],
  ['igh', 'AY'],
  ['sch', 'SH'],
  ['tch', 'CH'],
  ['dge', 'JH'],
  ['ey$', 'IY'],
  ['ie$', 'IY'],
  ['es$', 'Z'],
  ['ed$', 'D'],
  ['ce$', 'S'],
  ['ge$', 'JH'],
  ['se$', 'S'],
  ['le$', 'AH L'],
  ['er$', 'ER'],
  ['or$', 'ER'],
  ['^kn', 'N'],
  ['^wr', 'R'],
  ['^ps', 'S'],
  ['^x', 'Z'],
  ['^y', 'Y'],
  ['ch', 'CH'],
  ['sh', 'SH'],
  ['th', 'TH'],
  ['ph', 'F'],
  ['wh', 'W'],
  ['gh', 'G'],
  ['ck', 'K'],
  ['ng', 'NG'],
  ['qu', 'K W'],
  ['ar', 'AA R'],
  ['er', 'ER'],
  ['ir', 'ER'],
  ['ur', 'ER'],
  ['or', 'AO R'],
  ['ai', 'EY'],
  ['ay', 'EY'],
  ['ea', 'IY'],
  ['ee', 'IY'],
  ['ei', 'AY'],
  ['eu', 'Y UW'],
  ['ie', 'IY'],
  ['oa', 'OW'],
  ['oi', 'OY'],
  ['oy', 'OY'],
  ['oo', 'UW'],
  ['ou', 'AW'],
  ['ow', 'OW'],
  ['au', 'AO'],
  ['aw', 'AO'],
  ['a$', 'AH'],
  ['e$', ''],
  ['i$', 'IY'],
  ['o$', 'OW'],
  ['y$', 'IY'],
  ['a', 'AE'],
  ['b', 'B'],
  ['c', 'K'],
  ['d', 'D'],
  ['e', 'EH'],
  ['f', 'F'],
  ['g', 'G'],
  ['h', 'HH'],
  ['i', 'IH'],
  ['j', 'JH'],
  ['k', 'K'],
  ['l', 'L'],
  ['m', 'M'],
  ['n', 'N'],
  ['o', 'AA'],
  ['p', 'P'],
  ['r', 'R'],
  ['s', 'S'],
  ['t', 'T'],
  ['u', 'AH'],
  ['v', 'V'],
  ['w', 'W'],
  ['x', 'K S'],
  ['y', 'IH'],
  ['z', 'Z'],
];

const SOFT_VOWELS = 'eiy';

/** Phones of an alphabetic word; undefined for anything else (digits, symbols, other scripts). */
export const letterToSound = (word: string): string | undefined => {
  const letters = word
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[\u0300-\u036f']/g, '')
    .replace(/([b-df-hj-np-tv-z])\1/g, '$1');
  if (!/^[a-z]+$/.test(letters)) return undefined;
  const phones: string[] = [];
  for (let at = 0; at < letters.length;) {
    const [size, sound] = soundAt(letters, at);
    if (sound) phones.push(sound);
    at += size;
  }
  return phones.length > 0 ? phones.join(' ') : undefined;
};

const soundAt = (letters: string, at: number): readonly [size: number, phones: string] => {
  if (letters[at] === 'c' && isSoft(letters, at)) return [1, 'S'];
  if (hasMagicE(letters, at)) return [1, LONG_VOWELS[letters[at] ?? ''] ?? ''];
  const rule = RULES.find(([pattern]) => matches(letters, at, pattern));
  return rule ? [rule[0].replace(/[$^]/g, '').length, rule[1]] : [1, ''];
};

const isSoft = (letters: string, at: number): boolean => SOFT_VOWELS.includes(letters[at + 1] ?? '-');

const LONG_VOWELS: Readonly<Record<string, string>> = { a: 'EY', i: 'AY', o: 'OW', u: 'UW' };

// "Blake", "Pike", "Jones" without its s: a vowel, one consonant, a silent e at the end.
const hasMagicE = (letters: string, at: number): boolean =>
  /^[aiou][b-df-hj-np-tvz]e$/.test(letters.slice(at));

const matches = (letters: string, at: number, pattern: string): boolean => {
  const bare = pattern.replace(/[$^]/g, '');
  if (!letters.startsWith(bare, at)) return false;
  if (pattern.startsWith('^') && at !== 0) return false;
  return !pattern.endsWith('$') || (at + bare.length === letters.length && at > 0);
};
