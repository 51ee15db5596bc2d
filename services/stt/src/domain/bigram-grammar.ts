// A stage's expectations as a bigram with back-off, written as the finite-state grammar the recogniser loads.
import { bigramCounts, type Counts, END, START } from './bigram-counts';
import { type Place, readPhrase, type StageHints, wordsOf } from './stage-hints';

export interface BigramGrammar {
  /** Every word the grammar can emit, fillers included; each needs a pronunciation. */
  readonly words: readonly string[];
  /** Sphinx FSG text. */
  readonly fsg: string;
}

export type BuiltGrammar =
  | { readonly kind: 'grammar'; readonly grammar: BigramGrammar }
  | { readonly kind: 'refused'; readonly reason: string };

export interface GrammarWeights {
  /** How many sentences the expected counts stand for: more means less trust in unseen word pairs. */
  readonly sentences: number;
  /** Share of the back-off state that fillers take. */
  readonly fillerMass: number;
  /** Count of a vocabulary word, where a phrase word counts as often as it is expected. */
  readonly vocabularyCount: number;
}

export const DEFAULT_WEIGHTS: GrammarWeights = { sentences: 400, fillerMass: 0.05, vocabularyCount: 1 };

/** Said between words and taken out of the text. */
export const FILLERS = ['um', 'uh'] as const;

export const WORDS_MAX = 2_000;
/** Word pairs of a stage: a class of many words that repeats has their square. More would take a second to load. */
export const PAIRS_MAX = 50_000;

/** Refuses hints without any word, with more than WORDS_MAX words or PAIRS_MAX pairs, or whose phrases name an unknown class. */
export const buildGrammar = (hints: StageHints, weights: GrammarWeights = DEFAULT_WEIGHTS): BuiltGrammar => {
  const classes = new Map(hints.classes.map((slot) => [slot.name, slot]));
  const phrases: (readonly Place[])[] = [];
  for (const phrase of hints.phrases) {
    const read = readPhrase(phrase, classes);
    if (read.kind === 'refused') return read;
    phrases.push(read.places);
  }
  const counts = bigramCounts(phrases, weights.sentences / Math.max(1, phrases.length));
  const pairs = [...counts.values()].reduce((sum, row) => sum + row.size, 0);
  if (pairs > PAIRS_MAX) return { kind: 'refused', reason: `more than ${PAIRS_MAX} pairs of words` };
  const unigram = unigramCounts(counts, hints.vocabulary.flatMap(wordsOf), weights.vocabularyCount);
  const words = [...unigram.keys()].filter((word) => word !== END).sort();
  if (words.length === 0) return { kind: 'refused', reason: 'the hints hold no word' };
  if (words.length > WORDS_MAX) return { kind: 'refused', reason: `more than ${WORDS_MAX} words` };
  const fillers = FILLERS.filter((filler) => !unigram.has(filler));
  return {
    kind: 'grammar',
    grammar: { words: [...words, ...fillers], fsg: writeFsg({ words, fillers, counts, unigram }, weights) },
  };
};

const unigramCounts = (
  counts: Counts,
  vocabulary: readonly string[],
  vocabularyCount: number,
): Map<string, number> => {
  const unigram = new Map<string, number>();
  for (const row of counts.values()) {
    for (const [word, count] of row) unigram.set(word, (unigram.get(word) ?? 0) + count);
  }
  for (const word of vocabulary) unigram.set(word, Math.max(vocabularyCount, unigram.get(word) ?? 0));
  if (!unigram.has(END)) unigram.set(END, vocabularyCount);
  return unigram;
};

interface Model {
  readonly words: readonly string[];
  readonly fillers: readonly string[];
  readonly counts: Counts;
  readonly unigram: ReadonlyMap<string, number>;
}

const START_STATE = 0;
const BACK_OFF_STATE = 1;
const END_STATE = 2;
const FIRST_WORD_STATE = 3;

// One state per last word. A seen pair is a transition with the word; an unseen one goes through the back-off state,
// with the weight that Witten and Bell leave for it: as many new pairs as kinds of pairs seen.
const writeFsg = (model: Model, weights: GrammarWeights): string => {
  const stateOf = new Map(model.words.map((word, index) => [word, FIRST_WORD_STATE + index]));
  const rows = [
    ...seenPairs(START, START_STATE, { model, stateOf }),
    ...model.words.flatMap((word, index) => seenPairs(word, FIRST_WORD_STATE + index, { model, stateOf })),
    ...backOff(model, stateOf, weights.fillerMass),
  ];
  return [
    'FSG_BEGIN stage',
    `NUM_STATES ${FIRST_WORD_STATE + model.words.length}`,
    `START_STATE ${START_STATE}`,
    `FINAL_STATE ${END_STATE}`,
    ...rows,
    'FSG_END',
    '',
  ].join('\n');
};

const seenPairs = (
  word: string,
  state: number,
  { model, stateOf }: { model: Model; stateOf: ReadonlyMap<string, number> },
): string[] => {
  const row = model.counts.get(word) ?? new Map<string, number>();
  const kinds = row.size;
  const total = [...row.values()].reduce((sum, count) => sum + count, 0);
  if (kinds === 0) return [transition([state, BACK_OFF_STATE], 1)];
  const seen = [...row].sort(byWord).map(([next, count]) => {
    const target = next === END ? END_STATE : (stateOf.get(next) ?? END_STATE);
    return transition([state, target], count / (total + kinds), next === END ? undefined : next);
  });
  return [...seen, transition([state, BACK_OFF_STATE], kinds / (total + kinds))];
};

const backOff = (model: Model, stateOf: ReadonlyMap<string, number>, fillerMass: number): string[] => {
  const total = [...model.unigram.values()].reduce((sum, count) => sum + count, 0);
  const wordMass = model.fillers.length > 0 ? 1 - fillerMass : 1;
  const words = [...model.unigram].sort(byWord).map(([word, count]) => {
    const target = word === END ? END_STATE : (stateOf.get(word) ?? END_STATE);
    return transition([BACK_OFF_STATE, target], (wordMass * count) / total, word === END ? undefined : word);
  });
  const fillers = model.fillers.map((filler) =>
    transition([BACK_OFF_STATE, BACK_OFF_STATE], fillerMass / model.fillers.length, filler),
  );
  return [...words, ...fillers];
};

const byWord = ([left]: readonly [string, number], [right]: readonly [string, number]): number =>
  left < right ? -1 : 1;

const transition = ([from, to]: readonly [number, number], probability: number, word?: string): string =>
  ['TRANSITION', from, to, probability.toPrecision(6), ...(word === undefined ? [] : [word])].join(' ');
