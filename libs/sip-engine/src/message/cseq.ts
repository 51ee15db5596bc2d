// CSeq and RAck values.
export interface CSeq {
  readonly seq: number;
  readonly method: string;
}

/** Parses `n METHOD`; undefined when malformed or when n is not below 2^31 (RFC 3261 8.1.1.5). */
export const parseCSeq = (value: string | undefined): CSeq | undefined => {
  const match = /^[ \t]*(\d{1,10})[ \t]+([A-Za-z0-9\-.!%*_+`'~]+)[ \t]*$/.exec(value ?? '');
  if (!match) return undefined;
  const seq = Number(match[1]);
  return seq < 2 ** 31 ? { seq, method: match[2] ?? '' } : undefined;
};

/** Parses `rseq cseq METHOD` (RFC 3262 7.2). */
export const parseRAck = (
  value: string | undefined,
): { readonly rseq: number; readonly cseq: CSeq } | undefined => {
  const match = /^[ \t]*(\d{1,10})[ \t]+(.*)$/.exec(value ?? '');
  const cseq = parseCSeq(match?.[2]);
  return match && cseq ? { rseq: Number(match[1]), cseq } : undefined;
};
