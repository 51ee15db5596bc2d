// How far a hypothesis can be trusted: how much better its words explain the audio than any sequence of phones does.

export interface PathScores {
  /** Log score of the recognised path. */
  readonly words: number;
  /** Log score of the best path through a loop of all phones. */
  readonly phones: number;
  /** 10 ms analysis frames both scores cover. */
  readonly frames: number;
}

/** Margin per frame at which right and wrong hypotheses are equally likely, and how fast that changes. */
const EVEN_MARGIN = -3;
const MARGIN_SCALE = 3;

/** 0..1, monotone in the margin per frame. Good for "confirm or not", not a probability outside its calibration set. */
export const confidenceOf = ({ words, phones, frames }: PathScores): number =>
  frames === 0 ? 0 : 1 / (1 + Math.exp(-((words - phones) / frames - EVEN_MARGIN) / MARGIN_SCALE));
