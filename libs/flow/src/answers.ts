// Answers to something that was read back: yes, no, or a correction of one of its values.
import { coveredByBackchannels } from './barge-in';
import { grammarOf } from './grammar';
import { coveredBy, findLongest } from './matching';
import { type Heard, type Understanding } from './meaning';
import { type Flow, type SlotName } from './model';
import { parsePattern, type PatternNode } from './pattern';
import { digitsIn, readSlot } from './slot-reading';
import { announcesMore } from './words';

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
  if (slot?.kind === 'choice') {
    const choice = readSlot(flow, name, heard);
    return choice?.meaning.kind === 'slot' && choice.meaning.correction ? choice : undefined;
  }
  if (slot?.kind !== 'digits') return undefined;
  const reading = digitsIn(flow, { name, slot }, heard);
  const refused = findLongest(grammarOf(flow).no, heard.words) !== undefined;
  switch (reading.kind) {
    case 'none':
      return undefined;
    case 'value':
      if (reading.value !== heard.current[name]) return readSlot(flow, name, heard);
      // The value as it was read back: a repeated number agrees, unless a "no" came with it.
      return {
        meaning: { kind: refused ? 'unsure' : 'yes' },
        completeness: reading.settled ? 'complete' : 'unsure',
      };
    case 'short':
      // "that one is right": a single digit word among others is no number.
      if (reading.digits.length === 1 && !reading.corrected) return undefined;
      return { meaning: { kind: refused ? 'no' : 'unsure' }, completeness: 'incomplete' };
    case 'denied':
      return { meaning: { kind: 'no' }, completeness: 'unsure' };
    case 'unclear':
      return { meaning: { kind: refused ? 'no' : 'unsure' }, completeness: 'unsure' };
  }
};

const yesOrNo = (flow: Flow, { slots, strict }: ReadBack, { words }: Heard): Understanding | undefined => {
  const grammar = grammarOf(flow);
  const refusal = findLongest(grammar.no, words);
  const no = refusal !== undefined;
  // "That's not right" is a no, although "right" alone is a yes.
  const besides = no ? [...words.slice(0, refusal.start), '', ...words.slice(refusal.end)] : words;
  const yes = findLongest(grammar.yes, besides) !== undefined;
  if (no && yes) return { meaning: { kind: 'unsure' }, completeness: 'unsure' };
  if (no) {
    const last = findLongest(grammar.corrections, words.slice(-2));
    const correctable = slots.some((slot) => flow.slots[slot]?.kind === 'digits');
    if (announcesMore(words)) return { meaning: { kind: 'no' }, completeness: 'incomplete' };
    return {
      meaning: { kind: 'no' },
      completeness: correctable && last !== undefined ? 'unsure' : 'complete',
    };
  }
  if (!yes) return undefined;
  // A false yes is the worst error there is: no acknowledgement and no yes with anything beside it carries an action out.
  const plain = coveredBy([...grammar.yes, ...courtesies], words) && !coveredByBackchannels(flow, words);
  if (strict && !plain) return { meaning: { kind: 'unsure' }, completeness: 'unsure' };
  return { meaning: { kind: 'yes' }, completeness: announcesMore(words) ? 'incomplete' : 'complete' };
};

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
