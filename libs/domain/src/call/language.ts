// What a call needs of language: understanding, wording, and judging speech over a prompt. Bound to libs/flow.
import {
  judgeBargeIn,
  renderPhrase,
  understand,
  type FactKey,
  type Flow,
  type IntentName,
  type PhraseId,
  type SlotName,
  type StageName,
} from '@trunkline/flow';

export interface Language {
  understand(flow: Flow, stage: StageName, said: Said): Understanding;
  judgeBargeIn(flow: Flow, text: string): BargeInEvidence;
  renderPhrase(flow: Flow, phrase: PhraseId, given: Given): Rendered;
}

export interface Said {
  readonly text: string;
  readonly current: Readonly<Record<SlotName, string>>;
}

export interface Understanding {
  readonly meaning: MeaningHeard;
  readonly completeness: 'complete' | 'unsure' | 'incomplete';
}

/** The kinds of an event's `Meaning`, with the values that only a fact may hold. */
export type MeaningHeard =
  | {
      readonly kind: 'intent';
      readonly intent: IntentName;
      readonly fills?: Readonly<Record<SlotName, string>>;
    }
  | { readonly kind: 'slot'; readonly slot: SlotName; readonly correction: boolean; readonly value: string }
  | { readonly kind: 'yes' | 'no' | 'human' | 'goodbye' | 'backchannel' | 'no-match' | 'unsure' };

export type BargeInEvidence = 'stop-word' | 'words' | 'backchannel' | 'no-words';

export interface Given {
  readonly slots: Readonly<Record<SlotName, string>>;
  readonly facts: Readonly<Record<FactKey, string>>;
  /** How often the phrase was used before: alternatives take turns. */
  readonly use: number;
}

export interface Rendered {
  readonly sentences: readonly string[];
  readonly claims: readonly FactKey[];
  readonly cacheable: boolean;
}

export const flowLanguage: Language = { understand, judgeBargeIn, renderPhrase };
