// A flow's patterns, parsed once per flow: what understanding, barge-in judgement and hints read.
import { type Flow, type IntentName, type Pattern, type SlotName } from './model';
import { parsePattern, type PatternNode } from './pattern';

export interface Grammar {
  readonly intents: Readonly<Record<IntentName, readonly PatternNode[]>>;
  readonly choices: Readonly<Record<SlotName, Readonly<Record<string, readonly PatternNode[]>>>>;
  readonly human: readonly PatternNode[];
  readonly goodbye: readonly PatternNode[];
  readonly yes: readonly PatternNode[];
  readonly no: readonly PatternNode[];
  readonly backchannels: readonly PatternNode[];
  readonly stops: readonly PatternNode[];
  /** Correction words and a plain no: both announce that something before was wrong. */
  readonly corrections: readonly PatternNode[];
}

const known = new WeakMap<Flow, Grammar>();

/** Parses on first use and remembers by identity: a flow is immutable. Patterns that do not parse match nothing. */
export const grammarOf = (flow: Flow): Grammar => {
  const found = known.get(flow);
  if (found !== undefined) return found;
  const grammar = compile(flow);
  known.set(flow, grammar);
  return grammar;
};

const compile = (flow: Flow): Grammar => ({
  intents: mapped(flow.intents, (intent) => parsed(intent.patterns)),
  choices: mapped(flow.slots, (slot) => (slot.kind === 'choice' ? mapped(slot.choices, parsed) : {})),
  human: parsed(flow.globals.human.patterns),
  goodbye: parsed(flow.globals.goodbye.patterns),
  yes: parsed(flow.words.yes),
  no: parsed(flow.words.no),
  backchannels: parsed(flow.words.backchannels),
  stops: parsed(flow.words.stops),
  corrections: parsed([...flow.words.corrections, ...flow.words.no]),
});

const parsed = (patterns: readonly Pattern[]): readonly PatternNode[] =>
  patterns.flatMap((pattern) => {
    const result = parsePattern(pattern);
    return result.kind === 'pattern' ? [result.node] : [];
  });

const mapped = <A, B>(
  record: Readonly<Record<string, A>>,
  map: (value: A) => B,
): Readonly<Record<string, B>> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
