// Quantities as people write them: 800ms, 30s, $0.05, 64KB.

const MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
const BYTES: Readonly<Record<string, number>> = { B: 1, KB: 1_024, MB: 1_048_576 };

export const DURATION = '^\\d+(\\.\\d+)?(ms|s|m|h)$';
export const MONEY = '^\\$\\d{1,9}(\\.\\d{1,6})?$';
export const SIZE = '^\\d+(B|KB|MB)$';

/** Milliseconds of "800ms", "1.5s", "5m", "1h". The schema has checked the shape; another one throws. */
export const durationMs = (text: string): number => {
  const found = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/u.exec(text);
  return Math.round(Number(taken(found?.[1], text)) * taken(MS[found?.[2] ?? ''], text));
};

/** Millionths of a dollar of "$0.05"; exact, since money is never a float. */
export const moneyMicros = (text: string): number => {
  const found = /^\$(\d{1,9})(?:\.(\d{1,6}))?$/u.exec(text);
  return Number(taken(found?.[1], text)) * 1_000_000 + Number((found?.[2] ?? '').padEnd(6, '0'));
};

/** Bytes of "64KB". */
export const sizeBytes = (text: string): number => {
  const found = /^(\d+)(B|KB|MB)$/u.exec(text);
  return Number(taken(found?.[1], text)) * taken(BYTES[found?.[2] ?? ''], text);
};

const taken = <T>(value: T | undefined, text: string): T => {
  if (value === undefined) throw new Error(`"${text}" is no quantity`);
  return value;
};
