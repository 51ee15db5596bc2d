// What a turn means in a stage, and whether more of it is to come. Deterministic: patterns, slots, corrections.
import { answerTo } from './answers';
import { grammarOf } from './grammar';
import { findLongest, type Match, type SlotReader } from './matching';
import { type Heard, type Said, type Understanding, type Understood } from './meaning';
import { type AskStage, type Flow, type IntentName, type StageName } from './model';
import { fillsOf, readSlot } from './slot-reading';
import { digitRunAt } from './spoken-digits';
import { coveredByBackchannels } from './barge-in';
import { announcesMore, wordsOf } from './words';

export { judgeBargeIn, type BargeIn } from './barge-in';
export type { Completeness, Said, Understanding, Understood } from './meaning';

export const understand = (flow: Flow, stage: StageName, said: Said): Understanding => {
  const words = wordsOf(said.text);
  if (words.length === 0) return { meaning: { kind: 'no-match' }, completeness: 'unsure' };
  return understoodGlobally(flow, words) ?? understoodInStage(flow, stage, { words, current: said.current });
};

const understoodGlobally = (flow: Flow, words: readonly string[]): Understanding | undefined => {
  const grammar = grammarOf(flow);
  if (asserted(grammar.human, words) !== undefined)
    return { meaning: { kind: 'human' }, completeness: 'complete' };
  if (endsWithGoodbye(flow, words)) return { meaning: { kind: 'goodbye' }, completeness: 'complete' };
  return undefined;
};

/** It ends the call, so it must end the turn: a "bye" with more after it was "I", or belongs to something else. */
const endsWithGoodbye = (flow: Flow, words: readonly string[]): boolean => {
  const match = findLongest(grammarOf(flow).goodbye, words);
  return (
    match !== undefined && (match.end === words.length || coveredByBackchannels(flow, words.slice(match.end)))
  );
};

const understoodInStage = (flow: Flow, name: StageName, heard: Heard): Understanding => {
  const stage = flow.stages[name];
  switch (stage?.kind) {
    case 'ask':
      return asked(flow, stage, heard) ?? otherwise(flow, heard);
    case 'check':
      return answerTo(flow, { slots: [stage.slot], strict: false }, heard) ?? otherwise(flow, heard);
    case 'confirm': {
      const slots = Object.values(stage.args).flatMap((arg) => (arg.from === 'slot' ? [arg.slot] : []));
      return answerTo(flow, { slots, strict: true }, heard) ?? otherwise(flow, heard);
    }
    case 'act':
    case 'tell':
    case 'handoff':
    case 'end':
    case undefined:
      return otherwise(flow, heard);
  }
};

const asked = (flow: Flow, stage: AskStage, heard: Heard): Understanding | undefined => {
  const slot = stage.slot === undefined ? undefined : readSlot(flow, stage.slot, heard);
  if (slot?.meaning.kind === 'slot') return slot;
  return intended(flow, stage, heard) ?? slot ?? plainAnswer(flow, heard);
};

const intended = (flow: Flow, stage: AskStage, heard: Heard): Understanding | undefined => {
  const best = bestIntent(flow, stage, heard.words);
  if (best === undefined) return undefined;
  const around = fillsOf(flow, heard);
  const fills = { ...around.fills, ...(best.match.whole ? best.match.fills : {}) };
  const meaning: Understood = {
    kind: 'intent',
    intent: best.intent,
    ...(Object.keys(fills).length > 0 ? { fills } : {}),
  };
  if (!best.match.whole || around.short) return { meaning, completeness: 'incomplete' };
  return { meaning, completeness: announcesMore(heard.words) ? 'unsure' : 'complete' };
};

/** The longest match wins; among equals the stage's order. */
const bestIntent = (
  flow: Flow,
  stage: AskStage,
  words: readonly string[],
): { readonly intent: IntentName; readonly match: Match } | undefined => {
  const grammar = grammarOf(flow);
  return stage.intents
    .flatMap(({ intent }) => {
      const match = asserted(grammar.intents[intent] ?? [], words, slotReader(flow));
      return match === undefined ? [] : [{ intent, match }];
    })
    .reduce<{ intent: IntentName; match: Match } | undefined>(
      (best, found) => (best === undefined || lengthOf(found.match) > lengthOf(best.match) ? found : best),
      undefined,
    );
};

const lengthOf = ({ start, end }: Match): number => end - start;

/** A digit run inside an intent's pattern, as `<order_number>`. */
const slotReader =
  (flow: Flow): SlotReader =>
  (name, words, at) => {
    const slot = flow.slots[name];
    if (slot?.kind !== 'digits') return undefined;
    const run = digitRunAt(words, at);
    if (run === undefined || run.digits.length > slot.lengthMax) return undefined;
    return { end: run.end, value: run.digits, whole: run.digits.length >= slot.lengthMin };
  };

const plainAnswer = (flow: Flow, { words }: Heard): Understanding | undefined => {
  const grammar = grammarOf(flow);
  const yes = findLongest(grammar.yes, words) !== undefined;
  const no = findLongest(grammar.no, words) !== undefined;
  if (yes === no || coveredByBackchannels(flow, words)) return undefined;
  return { meaning: { kind: yes ? 'yes' : 'no' }, completeness: 'unsure' };
};

const otherwise = (flow: Flow, { words }: Heard): Understanding => {
  if (coveredByBackchannels(flow, words))
    return { meaning: { kind: 'backchannel' }, completeness: 'complete' };
  return { meaning: { kind: 'no-match' }, completeness: announcesMore(words) ? 'incomplete' : 'unsure' };
};

const negations: ReadonlySet<string> = new Set(["don't", 'not', 'never', "didn't", "won't"]);

/** A match that is not denied by the words before it: "don't cancel it", "I do not want to cancel". */
const asserted = (...[patterns, words, read]: Parameters<typeof findLongest>): Match | undefined => {
  const match = findLongest(patterns, words, read);
  if (match === undefined) return undefined;
  const before = words.slice(Math.max(0, match.start - 3), match.start);
  return before.some((word) => negations.has(word)) ? undefined : match;
};
