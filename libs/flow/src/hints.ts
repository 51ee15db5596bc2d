// What a stage expects to hear, as recognition hints: example phrases, slot classes, further single words.
import { grammarOf } from './grammar';
import { type Flow, type Slot, type SlotName, type Stage, type StageName } from './model';
import { slotsOf, type PatternNode } from './pattern';
import { digitWords, tensAndTeens } from './spoken-digits';

export interface Hints {
  readonly stage: StageName;
  /** `<name>` stands for a class below. */
  readonly phrases: readonly string[];
  readonly classes: readonly HintClass[];
  readonly vocabulary: readonly string[];
}

export interface HintClass {
  readonly name: SlotName;
  readonly phrases: readonly string[];
  readonly repeatMin: number;
  readonly repeatMax: number;
}

/** A pattern with many optional words is sampled, not enumerated. */
const PHRASES_PER_PATTERN_MAX = 12;
const PHRASES_MAX = 400;

export const hintsFor = (flow: Flow, stage: StageName): Hints => {
  const grammar = grammarOf(flow);
  const at = flow.stages[stage];
  const listened = at === undefined ? [] : slotsListenedFor(flow, at);
  const patterns = at === undefined ? [] : patternsOf(flow, at);
  const spoken = patterns.flatMap((pattern) => expansions(pattern));
  const mentioned = patterns.flatMap(slotsOf);
  const names = [...new Set([...listened, ...mentioned])];
  const phrases = [...spoken, ...listened.flatMap((name) => slotPhrases(flow, name, at?.kind !== 'ask'))];
  const always = [...grammar.human, ...grammar.goodbye].flatMap((pattern) => expansions(pattern));
  return {
    stage,
    phrases: [...new Set([...phrases, ...always])].slice(0, PHRASES_MAX),
    classes: names.flatMap((name) => classOf(name, flow.slots[name])),
    vocabulary: vocabularyOf(flow, names),
  };
};

const patternsOf = (flow: Flow, stage: Stage): readonly PatternNode[] => {
  const grammar = grammarOf(flow);
  switch (stage.kind) {
    case 'ask':
      return stage.intents.flatMap(({ intent }) => grammar.intents[intent] ?? []);
    case 'check':
    case 'confirm':
      return [...grammar.yes, ...grammar.no];
    case 'act':
    case 'tell':
    case 'handoff':
    case 'end':
      return [];
  }
};

const slotsListenedFor = (flow: Flow, stage: Stage): readonly SlotName[] => {
  switch (stage.kind) {
    case 'ask':
      return stage.slot === undefined ? [] : [stage.slot];
    case 'check':
      return [stage.slot];
    case 'confirm':
      return Object.values(stage.args).flatMap((arg) =>
        arg.from === 'slot' && flow.slots[arg.slot] !== undefined ? [arg.slot] : [],
      );
    case 'act':
    case 'tell':
    case 'handoff':
    case 'end':
      return [];
  }
};

/** How callers say a number, and how they mend one that was read back wrongly. */
const slotPhrases = (flow: Flow, name: SlotName, readBack: boolean): readonly string[] => {
  const slot = flow.slots[name];
  if (slot === undefined) return [];
  if (slot.kind === 'choice') {
    const patterns = grammarOf(flow).choices[name] ?? {};
    return Object.values(patterns).flatMap((nodes) => nodes.flatMap((node) => expansions(node)));
  }
  const said = [`<${name}>`, `it's <${name}>`, `it is <${name}>`, `the number is <${name}>`];
  if (!readBack) return said;
  const corrected = [
    `no <${name}>`,
    `no it's <${name}>`,
    `no sorry <${name}>`,
    `sorry <${name}>`,
    `no i said <${name}>`,
  ];
  const replaced = [
    `<${name}> not <${name}>`,
    `no <${name}> not <${name}>`,
    `no sorry <${name}> not <${name}>`,
  ];
  return [...said, ...corrected, ...replaced, `not <${name}>`, `the last digit is <${name}>`];
};

const classOf = (name: SlotName, slot: Slot | undefined): readonly HintClass[] => {
  if (slot?.kind !== 'digits') return [];
  const digits = [...digitWords, 'oh'];
  const doubled = digits.flatMap((digit) => [`double ${digit}`, `triple ${digit}`]);
  // A correction may name a single digit, so that a run may be shorter than the slot.
  return [{ name, phrases: [...digits, ...doubled], repeatMin: 1, repeatMax: slot.lengthMax }];
};

const vocabularyOf = (flow: Flow, slots: readonly SlotName[]): readonly string[] => {
  const grammar = grammarOf(flow);
  const nodes = [...grammar.backchannels, ...grammar.stops, ...grammar.corrections];
  const words = nodes.flatMap((node) => expansions(node)).flatMap((phrase) => phrase.split(' '));
  const numbers = slots.some((name) => flow.slots[name]?.kind === 'digits') ? tensAndTeens : [];
  return [...new Set([...words, ...numbers, 'um', 'uh', 'please'])];
};

/** Texts a pattern matches, in its author's spelling: the recogniser's dictionary knows "mm-hm", not "mm hm". */
export const expansions = (node: PatternNode): readonly string[] => {
  switch (node.kind) {
    case 'word':
      return [node.spelling];
    case 'slot':
      return [`<${node.slot}>`];
    case 'choice': {
      const texts = node.of.flatMap(expansions);
      return (node.optional ? ['', ...texts] : texts).slice(0, PHRASES_PER_PATTERN_MAX);
    }
    case 'sequence':
      return node.of.reduce<readonly string[]>(
        (heads, part) => {
          const tails = expansions(part);
          const joined = heads.flatMap((head) =>
            tails.map((tail) => [head, tail].filter((text) => text !== '').join(' ')),
          );
          return spread(joined, PHRASES_PER_PATTERN_MAX);
        },
        [''],
      );
  }
};

/** Keeps at most `max` of the texts, taken evenly, so that every part of a pattern is heard of. */
const spread = (texts: readonly string[], max: number): readonly string[] =>
  texts.length <= max
    ? texts
    : [...Array(max).keys()].flatMap((at) => texts[Math.floor((at * texts.length) / max)] ?? []);
