// How often words follow each other in what a stage expects: expected counts, computed, not sampled.
import { type Place } from './stage-hints';

export const START = '<s>';
export const END = '</s>';

export type Counts = ReadonlyMap<string, ReadonlyMap<string, number>>;

type MutableCounts = Map<string, Map<string, number>>;

/** Counts of word pairs when each phrase is spoken `weight` times. */
export const bigramCounts = (phrases: readonly (readonly Place[])[], weight: number): Counts => {
  const counts: MutableCounts = new Map();
  for (const places of phrases) {
    if (places.length === 0) continue;
    for (const place of places) countInside(counts, place, weight);
    const boundaries: Place[] = [marker(START), ...places, marker(END)];
    boundaries.slice(1).forEach((place, index) => {
      const before = boundaries[index];
      if (before) countJoin(counts, [before, place], weight);
    });
  }
  return counts;
};

const marker = (word: string): Place => ({ alternatives: [[word]], repeatMean: 1 });

const countInside = (counts: MutableCounts, place: Place, weight: number): void => {
  const share = (weight * place.repeatMean) / place.alternatives.length;
  for (const words of place.alternatives) {
    words.slice(1).forEach((word, index) => add(counts, [words[index] ?? word, word], share));
  }
  if (place.repeatMean > 1) countJoin(counts, [place, place], weight * (place.repeatMean - 1));
};

const countJoin = (counts: MutableCounts, [before, after]: readonly [Place, Place], weight: number): void => {
  const share = weight / (before.alternatives.length * after.alternatives.length);
  for (const left of before.alternatives) {
    for (const right of after.alternatives) add(counts, [left.at(-1) ?? '', right[0] ?? ''], share);
  }
};

const add = (counts: MutableCounts, [before, after]: readonly [string, string], amount: number): void => {
  const row = counts.get(before) ?? new Map<string, number>();
  row.set(after, (row.get(after) ?? 0) + amount);
  counts.set(before, row);
};
