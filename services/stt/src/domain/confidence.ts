// How far a hypothesis can be trusted: how much better its words explain the audio than anything else does.

export interface PathScores {
  /** Log score of the recognised path. */
  readonly words: number;
  /** Log score of the best path through a loop of all phones. */
  readonly phones: number;
  /** 10 ms analysis frames both scores cover. */
  readonly frames: number;
  /** Of a word of `secondLookAt` that stood alone: how far it is ahead of what it could be mistaken for, as log score. */
  readonly lead: number | undefined;
}

/** Margin per frame at which right and wrong hypotheses are equally likely, and how fast that changes. */
const EVEN_MARGIN = -3;
const MARGIN_SCALE = 3;

/**
 * Irreversible actions hang on this word, and alone it is too short for the margin over loose phones to tell it from its
 * rhymes. Its lead was measured (`bench/yes.mjs`); other words' leads were not, and depend on how many rivals they have.
 */
const SECOND_LOOK: readonly string[] = ['yes'];
/** Lead from which a yes is acted on: more than other words reach, less than a yes on a clean line. */
const EVEN_LEAD = 50;
const LEAD_SCALE = 50;

export const secondLookAt = (word: string): boolean => SECOND_LOOK.includes(word);

/** 0..1, monotone in the lead where there is one, in the margin per frame otherwise. Good for "confirm or not", no probability. */
export const confidenceOf = ({ words, phones, frames, lead }: PathScores): number => {
  if (frames === 0) return 0;
  if (lead !== undefined) return logistic((lead - EVEN_LEAD) / LEAD_SCALE);
  return logistic(((words - phones) / frames - EVEN_MARGIN) / MARGIN_SCALE);
};

const logistic = (value: number): number => 1 / (1 + Math.exp(-value));
