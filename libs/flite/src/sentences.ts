// Where a text may be cut for synthesis: after a sentence, and in long sentences after a clause.

/** Longest text given to the engine in one piece, in characters. */
export const PIECE_CHARS_MAX = 400;

/** Splits at `.`, `!`, `?`, `;` or a line break followed by white space, so that "$42.50" and "3.5" stay whole. */
export const splitSentences = (text: string): string[] => cut(text, /(?<=[.!?;]["')\]]?)\s+|\s*\n+\s*/);

/**
 * Splits one sentence after commas, colons and dashes into pieces of at least `charsMin` characters: the first piece
 * is soon synthesised, the rest follows while it plays. A piece never exceeds PIECE_CHARS_MAX.
 */
export const splitClauses = (sentence: string, charsMin: number): string[] =>
  cut(sentence, /(?<=[,:])\s+|\s+(?=[-\u2013\u2014]\s)/)
    .reduce<string[]>((pieces, clause) => {
      const last = pieces.at(-1);
      const joins = last !== undefined && (last.length < charsMin || clause.length < charsMin);
      return joins ? [...pieces.slice(0, -1), `${last} ${clause}`] : [...pieces, clause];
    }, [])
    .flatMap(splitByLength);

const cut = (text: string, at: RegExp): string[] =>
  text
    .split(at)
    .map((piece) => piece.trim())
    .filter((piece) => piece.length > 0);

const splitByLength = (piece: string): string[] => {
  const pieces: string[] = [];
  let rest = piece;
  while (rest.length > PIECE_CHARS_MAX) {
    const space = rest.lastIndexOf(' ', PIECE_CHARS_MAX);
    const end = space > 0 ? space : PIECE_CHARS_MAX;
    pieces.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...pieces, rest];
};
