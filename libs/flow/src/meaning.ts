// What understanding yields: the meaning of a turn, and whether more of it is to come.
import { type IntentName, type SlotName } from './model';

export interface Understanding {
  readonly meaning: Understood;
  /** Evidence for endpointing: `incomplete` when more is surely to come. */
  readonly completeness: Completeness;
}

export type Completeness = 'complete' | 'unsure' | 'incomplete';

/** The kinds of `Meaning` in the call's events; a slot carries its value, an intent the slots said with it. */
export type Understood =
  | {
      readonly kind: 'intent';
      readonly intent: IntentName;
      readonly fills?: Readonly<Record<SlotName, string>>;
    }
  | { readonly kind: 'slot'; readonly slot: SlotName; readonly correction: boolean; readonly value: string }
  | { readonly kind: 'yes' }
  | { readonly kind: 'no' }
  | { readonly kind: 'human' }
  | { readonly kind: 'goodbye' }
  | { readonly kind: 'backchannel' }
  | { readonly kind: 'no-match' }
  /** Something was said that belongs here, but not clearly enough to act on. */
  | { readonly kind: 'unsure' };

export interface Said {
  /** The turn's text: final hypotheses, or the newest partial for endpointing. */
  readonly text: string;
  /** Slot values known so far, for corrections. */
  readonly current: Readonly<Record<SlotName, string>>;
}

/** A turn cut into words. */
export interface Heard {
  readonly words: readonly string[];
  readonly current: Readonly<Record<SlotName, string>>;
}
