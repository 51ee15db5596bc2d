// Answers to something that was read back: yes, no, or a correction of one of its values.
import { coveredByBackchannels } from './barge-in';
import { grammarOf } from './grammar';
import { coveredBy, findLongest } from './matching';
import { type Heard, type Understanding, type Understood } from './meaning';
import { type DigitsSlot, type Flow, type SlotName } from './model';
import { parsePattern, type PatternNode } from './pattern';
import { digitsIn, readSlot } from './slot-reading';
import { announcesMore, withoutHesitations } from './words';

interface ReadBack {
  /** Slots whose values were read back and can be corrected. */
  readonly slots: readonly SlotName[];
  /** An irreversible action rests on the answer: nothing but a plain yes is one. */
  readonly strict: boolean;
}

/** A correction goes before yes and no: "no, sorry, four seven not four nine" is not a refusal. */
export const answerTo = (flow: Flow, readBack: ReadBack, heard: Heard): Understanding | undefined =>
  firstOf(readBack.slots, (name) => corrected(flow, name, heard)) ?? yesOrNo(flow, readBack, heard);

const corrected = (flow: Flow, name: SlotName, heard: Heard): Understanding | undefined => {
  const slot = flow.slots[name];
  switch (slot?.kind) {
    case 'choice': {
      const choice = readSlot(flow, name, heard);
      return choice?.meaning.kind === 'slot' && choice.meaning.correction ? choice : undefined;
    }
    case 'digits':
      return numberCorrected(flow, { name, slot }, heard);
    case undefined:
      return undefined;
  }
};

const numberCorrected = (
  flow: Flow,
  { name, slot }: { name: SlotName; slot: DigitsSlot },
  heard: Heard,
): Understanding | undefined => {
  const reading = digitsIn(flow, { name, slot }, heard);
  const isRefused = findLongest(grammarOf(flow).no, heard.words) !== undefined;
  const doubt: Understood = { kind: isRefused ? 'no' : 'unsure' };
  switch (reading.kind) {
    case 'none':
      return undefined;
    case 'value':
      return reading.value === heard.current[name]
        ? repeated(reading.settled, isRefused)
        : readSlot(flow, name, heard);
    case 'short':
      // "that one is right": a single digit word among others is no number.
      return reading.digits.length === 1 && !reading.corrected
        ? undefined
        : { meaning: doubt, completeness: 'incomplete' };
    case 'denied':
      return { meaning: { kind: 'no' }, completeness: 'unsure' };
    case 'unclear':
      return { meaning: doubt, completeness: 'unsure' };
  }
};

/** The value as it was read back: a repeated number agrees, unless a "no" came with it. */
const repeated = (isSettled: boolean, isRefused: boolean): Understanding => ({
  meaning: { kind: isRefused ? 'unsure' : 'yes' },
  completeness: isSettled ? 'complete' : 'unsure',
});

const yesOrNo = (flow: Flow, readBack: ReadBack, { words }: Heard): Understanding | undefined => {
  const grammar = grammarOf(flow);
  const refusal = findLongest(grammar.no, words);
  // "That's not right" is a no, although "right" alone is a yes.
  const besides = refusal ? [...words.slice(0, refusal.start), '', ...words.slice(refusal.end)] : words;
  const agreed = findLongest(grammar.yes, besides) !== undefined;
  if (refusal && agreed) return { meaning: { kind: 'unsure' }, completeness: 'unsure' };
  if (refusal) return refused(flow, readBack, words);
  return agreed ? affirmed(flow, readBack, words) : undefined;
};

/** A plain no about a number may be the first word of its correction: it is waited for a little. */
const refused = (flow: Flow, { slots }: ReadBack, words: readonly string[]): Understanding => {
  const isCorrectable = slots.some((slot) => flow.slots[slot]?.kind === 'digits');
  const mayGoOn = isCorrectable && findLongest(grammarOf(flow).corrections, words.slice(-2)) !== undefined;
  const completeness = announcesMore(words) ? 'incomplete' : mayGoOn ? 'unsure' : 'complete';
  return { meaning: { kind: 'no' }, completeness };
};

/** A false yes is the worst error there is: no acknowledgement, and no yes with anything beside it, carries an action out. */
const affirmed = (flow: Flow, { strict }: ReadBack, words: readonly string[]): Understanding => {
  const isPlain =
    coveredBy([...grammarOf(flow).yes, ...courtesies], words) &&
    !coveredByBackchannels(flow, words) &&
    !isTurnedByOneWord(words);
  if (strict && !isPlain) return { meaning: { kind: 'unsure' }, completeness: 'unsure' };
  return { meaning: { kind: 'yes' }, completeness: announcesMore(words) ? 'incomplete' : 'complete' };
};

/**
 * "Correct" is also what is left of "not correct" when noise takes its first word; "that is correct" and "yes correct"
 * are not.
 */
const isTurnedByOneWord = (words: readonly string[]): boolean =>
  withoutHesitations(words).every((word) => turnedByNot.has(word) || polite.has(word));

const turnedByNot: ReadonlySet<string> = new Set([
  'correct',
  'right',
  'true',
  'fine',
  'good',
  'sure',
  'okay',
]);
const polite: ReadonlySet<string> = new Set(['please', 'thanks', 'thank', 'you']);

const courtesies: readonly PatternNode[] = ['please', 'thanks', 'thank you', 'go ahead', 'do it'].flatMap(
  (text) => {
    const parsed = parsePattern(text);
    return parsed.kind === 'pattern' ? [parsed.node] : [];
  },
);

const firstOf = <A, B>(values: readonly A[], find: (value: A) => B | undefined): B | undefined => {
  for (const value of values) {
    const found = find(value);
    if (found !== undefined) return found;
  }
  return undefined;
};
