// What a stage of the dialogue expects to hear, and how its phrases are read.

export interface SlotClass {
  readonly name: string;
  readonly phrases: readonly string[];
  readonly repeatMin: number;
  readonly repeatMax: number;
}

export interface StageHints {
  readonly stage: string;
  /** Example sentences; `<name>` stands for a slot class. */
  readonly phrases: readonly string[];
  readonly classes: readonly SlotClass[];
  /** Further single words, weakly expected. */
  readonly vocabulary: readonly string[];
}

/** One place of a phrase: a fixed word, or a slot with its alternatives, spoken `repeatMean` times on average. */
export interface Place {
  readonly alternatives: readonly (readonly string[])[];
  readonly repeatMean: number;
}

export type ReadPhrase =
  | { readonly kind: 'places'; readonly places: readonly Place[] }
  | { readonly kind: 'refused'; readonly reason: string };

/** Lower-case words without punctuation; apostrophes inside words stay. */
export const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .replace(/\u2019/g, "'")
    .replace(/[^\p{L}\p{N}'\s]+/gu, ' ')
    .split(/\s+/)
    .filter((word) => word.length > 0);

export const readPhrase = (phrase: string, classes: ReadonlyMap<string, SlotClass>): ReadPhrase => {
  const places: Place[] = [];
  for (const part of phrase.split(/(<[^<>\s]+>)/)) {
    const slot = /^<(.+)>$/.exec(part)?.[1];
    if (slot === undefined) {
      places.push(...wordsOf(part).map((word) => ({ alternatives: [[word]], repeatMean: 1 })));
      continue;
    }
    const place = placeOf(classes.get(slot));
    if (!place) return { kind: 'refused', reason: `phrase names the class <${slot}>, which has no phrases` };
    places.push(place);
  }
  return { kind: 'places', places };
};

const placeOf = (slot: SlotClass | undefined): Place | undefined => {
  const alternatives = slot?.phrases.map(wordsOf).filter((words) => words.length > 0) ?? [];
  if (!slot || alternatives.length === 0) return undefined;
  const repeatMin = Math.max(1, slot.repeatMin);
  return { alternatives, repeatMean: (repeatMin + Math.max(repeatMin, slot.repeatMax)) / 2 };
};
