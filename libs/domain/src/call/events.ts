// What can happen in a call: the vocabulary of the stream `call/<callId>`. Past tense, stored, never edited.
import { type EpochMs } from '@trunkline/event-sourcing';
import { type FactKey, type StageName, type ToolName } from '@trunkline/flow';
import {
  type BudgetCharged,
  type CallEnded,
  type CallEnding,
  type CallStarted,
  type CallEventOf,
  type DrainNoticed,
  type FenceRaised,
  type HandoffProgressed,
  type HandoffRequested,
  type LimitReached,
  type LineHeld,
  type LineReattached,
  type LineResumed,
  type SideEffectsFenced,
  type SpeechDegraded,
  type TimerCleared,
  type TimerSet,
} from './frame-events';

export * from './frame-events';

export type CallEvent =
  | CallStarted
  | LineReattached
  | CallEnding
  | CallEnded
  | StageEntered
  | UtteranceStarted
  | UtteranceFinal
  | TurnEnded
  | Understood
  | SilenceNoticed
  | DigitPressed
  | BargeInJudged
  | FactRecorded
  | PromptQueued
  | PromptStarted
  | PromptFinished
  | PromptCut
  | PromptFailed
  | PromptWithdrawn
  | ReadBack
  | Confirmed
  | ConfirmationRefused
  | ConfirmationVoided
  | ActionAuthorized
  | ActionSettled
  | BudgetCharged
  | LimitReached
  | SpeechDegraded
  | HandoffRequested
  | FenceRaised
  | SideEffectsFenced
  | HandoffProgressed
  | LineHeld
  | LineResumed
  | DrainNoticed
  | TimerSet
  | TimerCleared;

export interface StageEntered extends CallEventOf<'StageEntered'> {
  readonly stage: StageName;
  readonly because: string;
}

/** Speech onset on the caller's line; a prompt that was playing is paused by the gateway's reflex. */
export interface UtteranceStarted extends CallEventOf<'UtteranceStarted'> {
  readonly utteranceId: string;
  readonly startMs: number;
  readonly pausedPromptId?: string;
}

export interface UtteranceFinal extends CallEventOf<'UtteranceFinal'> {
  readonly utteranceId: string;
  readonly text: string;
  readonly confidence: number;
  readonly startMs: number;
  readonly endMs: number;
}

/** Endpointing: the decision that the caller's turn is over, with its evidence. */
export interface TurnEnded extends CallEventOf<'TurnEnded'> {
  readonly turn: number;
  readonly utteranceIds: readonly string[];
  readonly text: string;
  readonly evidence: 'complete' | 'unsure' | 'incomplete';
  readonly silenceMs: number;
}

/** What the turn was taken to mean. `meaning` holds names, never free text. */
export interface Understood extends CallEventOf<'Understood'> {
  readonly turn: number;
  readonly meaning: Meaning;
}

export type Meaning =
  | { readonly kind: 'intent'; readonly intent: string }
  | { readonly kind: 'slot'; readonly slot: string; readonly correction: boolean }
  | { readonly kind: 'yes' }
  | { readonly kind: 'no' }
  | { readonly kind: 'human' }
  | { readonly kind: 'goodbye' }
  | { readonly kind: 'backchannel' }
  | { readonly kind: 'no-match' }
  | { readonly kind: 'unsure' };

export interface SilenceNoticed extends CallEventOf<'SilenceNoticed'> {
  readonly count: number;
}

/** The digit itself is kept only for slots that are not secret; a secret one is `*`. */
export interface DigitPressed extends CallEventOf<'DigitPressed'> {
  readonly digit: string;
}

/** Judgement after the reflex: cut the paused prompt or resume it, and on what evidence. */
export interface BargeInJudged extends CallEventOf<'BargeInJudged'> {
  readonly utteranceId: string;
  readonly promptId: string;
  readonly verdict: 'cut' | 'resume';
  readonly because: 'stop-word' | 'words' | 'backchannel' | 'no-words' | 'timeout';
}

/** A value with its provenance. The newest record of a key counts; a correction is a further record. */
export interface FactRecorded extends CallEventOf<'FactRecorded'> {
  readonly key: FactKey;
  readonly value: string;
  readonly source: 'caller' | 'dtmf' | 'tool' | 'system';
  /** Utterance, action or event that it comes from. */
  readonly ref: string;
  /** True once the caller confirmed a value that was read back. */
  readonly confirmed: boolean;
}

export type PromptKind =
  | 'greeting'
  | 'question'
  | 'answer'
  | 'filler'
  | 'scaffold'
  | 'read-back'
  | 'unknown-outcome'
  | 'handoff'
  | 'closing'
  | 'repair';

export interface PromptQueued extends CallEventOf<'PromptQueued'> {
  readonly promptId: string;
  readonly kind: PromptKind;
  readonly phrase: string;
  readonly sentences: readonly string[];
  readonly cacheable: boolean;
  readonly bargeIn: boolean;
  /** Facts the words rest on; each has a FactRecorded before this event. */
  readonly claims: readonly FactKey[];
  /** An action whose outcome the words tell: succeeded, failed or unknown as settled. */
  readonly tells?: string;
}

export interface PromptStarted extends CallEventOf<'PromptStarted'> {
  readonly promptId: string;
}

export interface PromptFinished extends CallEventOf<'PromptFinished'> {
  readonly promptId: string;
  readonly playedMs: number;
  readonly durationMs: number;
  /** Media time at which its last frame was played: a yes counts only from here on. */
  readonly endedMs: number;
}

/** What was not heard was not said: `heard` is the text up to the last word that was played whole. */
export interface PromptCut extends CallEventOf<'PromptCut'> {
  readonly promptId: string;
  readonly playedMs: number;
  readonly heard: string;
}

export interface PromptFailed extends CallEventOf<'PromptFailed'> {
  readonly promptId: string;
  readonly playedMs: number;
  readonly heard: string;
  readonly because: string;
}

/** We no longer want it said: its stage was left, a key was pressed, a newer prompt stands for it. */
export interface PromptWithdrawn extends CallEventOf<'PromptWithdrawn'> {
  readonly promptId: string;
  readonly because: 'barge-in' | 'digit' | 'left-stage' | 'said-again' | 'handed-off' | 'call-ending';
}

/** An irreversible action was put to the caller in words. */
export interface ReadBack extends CallEventOf<'ReadBack'> {
  readonly confirmationId: string;
  readonly tool: ToolName;
  readonly args: Readonly<Record<string, string | number | boolean>>;
  readonly argsDigest: string;
  readonly promptId: string;
  /** SHA-256 of the words. */
  readonly textDigest: string;
}

export interface Confirmed extends CallEventOf<'Confirmed'> {
  readonly confirmationId: string;
  readonly argsDigest: string;
  readonly utteranceId: string;
  readonly method: 'speech' | 'dtmf';
  readonly heardAt: EpochMs;
}

/** A yes that does not count; the read-back still stands or is said again. */
export interface ConfirmationRefused extends CallEventOf<'ConfirmationRefused'> {
  readonly confirmationId: string;
  readonly because: 'read-back-not-finished' | 'started-before-end' | 'low-confidence' | 'expired';
}

export interface ConfirmationVoided extends CallEventOf<'ConfirmationVoided'> {
  readonly confirmationId: string;
  readonly because: 'caller-said-no' | 'corrected' | 'expired' | 'fenced' | 'left-stage' | 'call-ended';
}

export interface ActionAuthorized extends CallEventOf<'ActionAuthorized'> {
  readonly actionId: string;
  readonly tool: ToolName;
  readonly toolHash: string;
  readonly effect: 'read' | 'reversible' | 'irreversible';
  readonly args: Readonly<Record<string, string | number | boolean>>;
  readonly argsDigest: string;
  readonly confirmationId?: string;
  readonly deadlineAt: EpochMs;
  readonly stage: StageName;
}

export interface ActionSettled extends CallEventOf<'ActionSettled'> {
  readonly actionId: string;
  readonly outcome: 'succeeded' | 'failed' | 'unknown';
  readonly receipt?: string;
  readonly errorCode?: string;
  readonly proof: 'response' | 'lookup' | 'none';
  readonly idempotencyKey: string;
}
