// Where a text may be cut for synthesis: after a sentence, and in long sentences after a clause.

/** Longest text given to the engine in one piece, in characters. */
export const PIECE_CHARS_MAX = 400;

/** A part of a text, unchanged, and where it starts there. */
export interface TextPart {
  readonly text: string;
  readonly startChar: number;
}

/** Splits at `.`, `!`, `?`, `;` or a line break followed by white space, so that "$42.50" and "3.5" stay whole. */
export const splitSentences = (text: string): string[] =>
  parts(text, /(?<=[.!?;]["')\]]?)\s+|\s*\n\s*/g).map((part) => part.text);

/**
 * Splits one sentence after commas, colons and dashes into parts of at least `charsMin` characters: the first part is
 * soon synthesised, the rest follows while it plays. No part exceeds PIECE_CHARS_MAX.
 */
export const splitClauses = (sentence: string, charsMin: number): TextPart[] =>
  joinShort(parts(sentence, /(?<=[,:])\s+|\s+(?=[-\u2013\u2014]\s)/g), sentence, charsMin).flatMap(splitLong);

const parts = (text: string, at: RegExp): TextPart[] => {
  const cuts = [...text.matchAll(at)];
  const starts = [0, ...cuts.map((cut) => cut.index + cut[0].length)];
  const ends = [...cuts.map((cut) => cut.index), text.length];
  return starts.flatMap((start, index) => trimmed(text, start, ends[index] ?? text.length));
};

const trimmed = (text: string, start: number, end: number): TextPart[] => {
  const inside = text.slice(start, end);
  const startChar = start + inside.length - inside.trimStart().length;
  return inside.trim() === '' ? [] : [{ text: inside.trim(), startChar }];
};

const joinShort = (clauses: readonly TextPart[], sentence: string, charsMin: number): TextPart[] =>
  clauses.reduce<TextPart[]>((joined, clause) => {
    const last = joined.at(-1);
    if (!last || (last.text.length >= charsMin && clause.text.length >= charsMin)) return [...joined, clause];
    const end = clause.startChar + clause.text.length;
    return [...joined.slice(0, -1), { text: sentence.slice(last.startChar, end), startChar: last.startChar }];
  }, []);

const splitLong = ({ text, startChar }: TextPart): TextPart[] => {
  if (text.length <= PIECE_CHARS_MAX) return [{ text, startChar }];
  const space = text.lastIndexOf(' ', PIECE_CHARS_MAX);
  const end = space > 0 ? space : PIECE_CHARS_MAX;
  const [rest] = trimmed(text, end, text.length);
  const head = { text: text.slice(0, end), startChar };
  return rest ? [head, ...splitLong({ text: rest.text, startChar: startChar + rest.startChar })] : [head];
};
