// Finds parsed patterns in what was said: contiguous parts, whole coverage, and the slot values inside them.
import { type SlotName } from './model';
import { type PatternNode } from './pattern';
import { hesitations } from './words';

export interface Match {
  readonly start: number;
  /** Index just after the last matched word. */
  readonly end: number;
  readonly fills: Readonly<Record<SlotName, string>>;
  /** False when a slot inside it is surely still being said. */
  readonly whole: boolean;
}

/** Reads the value of a slot that starts at a word. */
export type SlotReader = (
  slot: SlotName,
  words: readonly string[],
  at: number,
) => { readonly end: number; readonly value: string; readonly whole: boolean } | undefined;

const noSlots: SlotReader = () => undefined;

/** The longest match of any of the patterns anywhere in the words; the earliest among equals. */
export const findLongest = (
  patterns: readonly PatternNode[],
  words: readonly string[],
  read: SlotReader = noSlots,
): Match | undefined => {
  let best: Match | undefined;
  for (let start = 0; start < words.length; start += 1) {
    const found = longestAt(patterns, { words, read, start });
    if (found !== undefined && (best === undefined || lengthOf(found) > lengthOf(best))) best = found;
  }
  return best;
};

/** The end of the longest match that starts exactly here, or undefined. */
export const matchEndAt = (
  patterns: readonly PatternNode[],
  words: readonly string[],
  start: number,
): number | undefined => longestAt(patterns, { words, read: noSlots, start })?.end;

/** True when the words are nothing but these patterns one after the other, hesitations apart. */
export const coveredBy = (patterns: readonly PatternNode[], words: readonly string[]): boolean => {
  const reachable = new Set([0]);
  for (let at = 0; at < words.length; at += 1) {
    if (!reachable.has(at)) continue;
    if (hesitations.has(words[at] ?? '')) reachable.add(at + 1);
    for (const pattern of patterns) {
      for (const end of matchesFrom(pattern, { words, read: noSlots, start: at })) reachable.add(end.end);
    }
  }
  return words.some((word) => !hesitations.has(word)) && reachable.has(words.length);
};

interface From {
  readonly words: readonly string[];
  readonly read: SlotReader;
  readonly start: number;
}

const lengthOf = (match: Match): number => match.end - match.start;

const longestAt = (patterns: readonly PatternNode[], from: From): Match | undefined => {
  let best: Match | undefined;
  for (const pattern of patterns) {
    for (const match of matchesFrom(pattern, from)) {
      if (match.end > from.start && (best === undefined || match.end > best.end)) best = match;
    }
  }
  return best;
};

const matchesFrom = (node: PatternNode, from: From): readonly Match[] => {
  switch (node.kind) {
    case 'word':
      return node.words.every((word, offset) => from.words[from.start + offset] === word)
        ? [{ start: from.start, end: from.start + node.words.length, fills: {}, whole: true }]
        : [];
    case 'slot': {
      const value = from.read(node.slot, from.words, from.start);
      if (value === undefined) return [];
      return [{ start: from.start, end: value.end, fills: { [node.slot]: value.value }, whole: value.whole }];
    }
    case 'choice': {
      const empty: Match = { start: from.start, end: from.start, fills: {}, whole: true };
      const matches = node.of.flatMap((alternative) => matchesFrom(alternative, from));
      return distinctEnds(node.optional ? [...matches, empty] : matches);
    }
    case 'sequence':
      return node.of.reduce<readonly Match[]>(
        (heads, part) => distinctEnds(heads.flatMap((head) => continued(head, part, from))),
        [{ start: from.start, end: from.start, fills: {}, whole: true }],
      );
  }
};

const continued = (head: Match, part: PatternNode, from: From): readonly Match[] =>
  matchesFrom(part, { ...from, start: head.end }).map((tail) => ({
    start: head.start,
    end: tail.end,
    fills: { ...head.fills, ...tail.fills },
    whole: head.whole && tail.whole,
  }));

/** One match per end is enough, and keeps nested alternatives from multiplying. */
const distinctEnds = (matches: readonly Match[]): readonly Match[] => {
  const byEnd = new Map<number, Match>();
  for (const match of matches) if (!byEnd.has(match.end)) byEnd.set(match.end, match);
  return [...byEnd.values()];
};
