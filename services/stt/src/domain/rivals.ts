// What else a short answer could have been: pronunciations that differ from it in one place.

const VOWELS = 'AA AE AH AO AW AY EH ER EY IH IY OW OY UH UW'.split(' ');
const BEFORE_VOWELS = [
  ...[
    '',
    'B',
    'CH',
    'D',
    'DH',
    'F',
    'G',
    'HH',
    'JH',
    'K',
    'L',
    'M',
    'N',
    'P',
    'R',
    'S',
    'SH',
    'T',
    'TH',
    'V',
    'W',
  ],
  ...['Y', 'Z', 'B L', 'B R', 'D R', 'F R', 'G R', 'K L', 'K R', 'P L', 'P R', 'S T', 'T R'],
];
const AFTER_VOWELS = [
  ...['', 'B', 'CH', 'D', 'F', 'G', 'K', 'L', 'M', 'N', 'NG', 'P', 'R', 'S', 'SH', 'T', 'TH', 'V', 'Z'],
  ...['K S', 'K T', 'L D', 'N D', 'N T', 'R Z', 'S K', 'S T', 'T S', 'Z D'],
];
/** Sounds that one ear takes for the other: no rival, but the same word said otherwise. */
const ALIKE: readonly (readonly string[])[] = [
  ['S', 'Z'],
  ['T', 'D'],
  ['EH', 'AE', 'IH'],
  ['AO', 'AA'],
  ['UH', 'UW'],
];

/** Without the given pronunciations themselves; phones are separated by spaces. */
export const rivalsOf = (pronunciations: readonly string[]): string[] => {
  const rivals = new Set(pronunciations.flatMap((phones) => rivalsOfOne(phones.split(' '))));
  for (const own of pronunciations) rivals.delete(own);
  return [...rivals];
};

const rivalsOfOne = (phones: readonly string[]): string[] => {
  const first = phones.findIndex(isVowel);
  const last = phones.findLastIndex(isVowel);
  if (first < 0) return [];
  const [onset, middle, coda] = [
    phones.slice(0, first),
    phones.slice(first, last + 1),
    phones.slice(last + 1),
  ];
  return [
    ...BEFORE_VOWELS.filter(isUnlike(onset)).map((other) => spelled(other, ...middle, ...coda)),
    ...AFTER_VOWELS.filter(isUnlike(coda)).map((other) => spelled(...onset, ...middle, other)),
    ...middle.flatMap((phone, at) =>
      (isVowel(phone) ? VOWELS : AFTER_VOWELS)
        .filter(isUnlike([phone]))
        .map((other) => spelled(...onset, ...middle.slice(0, at), other, ...middle.slice(at + 1), ...coda)),
    ),
  ];
};

const isVowel = (phone: string): boolean => VOWELS.includes(phone);

const isUnlike =
  (own: readonly string[]) =>
  (other: string): boolean =>
    other !== own.join(' ') &&
    !ALIKE.some((alike) => own.length === 1 && alike.includes(own[0] ?? '') && alike.includes(other));

const spelled = (...phones: readonly string[]): string => phones.filter((phone) => phone !== '').join(' ');
