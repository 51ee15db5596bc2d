// The loop of all phones: what any sound scores that is not held to the words of a stage.

const PHONES =
  'AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH'.split(
    ' ',
  );

const LEAVE_PROBABILITY = 0.1;

export const phoneLoopWords: readonly (readonly [string, string])[] = PHONES.map((phone) => [
  wordFor(phone),
  phone,
]);

export const phoneLoopGrammar = [
  'FSG_BEGIN phones',
  'NUM_STATES 2',
  'START_STATE 0',
  'FINAL_STATE 1',
  ...PHONES.map((phone) => `TRANSITION 0 0 ${(1 / PHONES.length).toPrecision(6)} ${wordFor(phone)}`),
  `TRANSITION 0 1 ${LEAVE_PROBABILITY}`,
  'FSG_END',
  '',
].join('\n');

function wordFor(phone: string): string {
  return `phone_${phone.toLowerCase()}`;
}
