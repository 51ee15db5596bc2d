// A prompt cut into the pieces that are synthesised one after the other.

export interface Piece {
  readonly text: string;
  /** Index into the prompt's text, the sentences joined by one space. */
  readonly startChar: number;
  /** Silence after the piece. */
  readonly pauseMs: number;
}

export interface Cut {
  readonly text: string;
  readonly startChar: number;
}

const SENTENCE_PAUSE_MS = 200;
const CLAUSE_PAUSE_MS = 80;

/** Every sentence cut by `cut`; pauses in between, none after the last piece. */
export const planPrompt = (
  sentences: readonly string[],
  cut: (sentence: string) => readonly Cut[],
): Piece[] => {
  let sentenceStart = 0;
  const pieces = sentences.flatMap((sentence) => {
    const start = sentenceStart;
    sentenceStart += sentence.length + 1;
    return cut(sentence).map((part, index, all) => ({
      text: part.text,
      startChar: start + part.startChar,
      pauseMs: index === all.length - 1 ? SENTENCE_PAUSE_MS : CLAUSE_PAUSE_MS,
    }));
  });
  return pieces.map((piece, index) => (index === pieces.length - 1 ? { ...piece, pauseMs: 0 } : piece));
};
