// What can happen in a call: the vocabulary of the stream `call/<callId>`. Past tense, stored, never edited.
import { type EpochMs } from '@trunkline/event-sourcing';
import { type FactKey, type ReasonCode, type StageName, type ToolName } from '@trunkline/flow';

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
  | TimerSet
  | TimerCleared;

interface Fact<T extends string> {
  readonly type: T;
  readonly v: 1;
}

export interface CallStarted extends Fact<'CallStarted'> {
  readonly callId: string;
  readonly tenantId: string;
  readonly flow: string;
  /** SHA-256 of the compiled flow, kept in the snapshot store: replay runs under the same graph. */
  readonly flowHash: string;
  readonly from: string;
  readonly to: string;
  readonly trunk: string;
  readonly gateway: string;
  readonly answeredAt: EpochMs;
  /** Spent by the tenant today before this call, millionths of a US dollar. */
  readonly spentTodayMicros: number;
}

/** The anchor lost the brain and found one again; what was in flight is said anew or dropped. */
export interface LineReattached extends Fact<'LineReattached'> {
  readonly gateway: string;
  /** What the line is told again: where the conversation stands, whether the bed plays, whether a human has it. */
  readonly stage: StageName;
  readonly bed: boolean;
  readonly muted: boolean;
}

/** Hang-up was decided; it is sent when the closing prompt has ended. */
export interface CallEnding extends Fact<'CallEnding'> {
  readonly reason: string;
  readonly afterPrompt?: string;
}

export interface CallEnded extends Fact<'CallEnded'> {
  readonly reason: string;
  readonly outcome: 'contained' | 'handed_off' | 'abandoned' | 'failed';
}

export interface StageEntered extends Fact<'StageEntered'> {
  readonly stage: StageName;
  readonly because: string;
}

/** Speech onset on the caller's line; a prompt that was playing is paused by the gateway's reflex. */
export interface UtteranceStarted extends Fact<'UtteranceStarted'> {
  readonly utteranceId: string;
  readonly startMs: number;
  readonly pausedPromptId?: string;
}

export interface UtteranceFinal extends Fact<'UtteranceFinal'> {
  readonly utteranceId: string;
  readonly text: string;
  readonly confidence: number;
  readonly startMs: number;
  readonly endMs: number;
}

/** Endpointing: the decision that the caller's turn is over, with its evidence. */
export interface TurnEnded extends Fact<'TurnEnded'> {
  readonly turn: number;
  readonly utteranceIds: readonly string[];
  readonly text: string;
  readonly evidence: 'complete' | 'unsure' | 'incomplete';
  readonly silenceMs: number;
}

/** What the turn was taken to mean. `meaning` holds names, never free text. */
export interface Understood extends Fact<'Understood'> {
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

export interface SilenceNoticed extends Fact<'SilenceNoticed'> {
  readonly count: number;
}

/** The digit itself is kept only for slots that are not secret; a secret one is `*`. */
export interface DigitPressed extends Fact<'DigitPressed'> {
  readonly digit: string;
}

/** Judgement after the reflex: cut the paused prompt or resume it, and on what evidence. */
export interface BargeInJudged extends Fact<'BargeInJudged'> {
  readonly utteranceId: string;
  readonly promptId: string;
  readonly verdict: 'cut' | 'resume';
  readonly because: 'stop-word' | 'words' | 'backchannel' | 'no-words' | 'timeout';
}

/** A value with its provenance. The newest record of a key counts; a correction is a further record. */
export interface FactRecorded extends Fact<'FactRecorded'> {
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

export interface PromptQueued extends Fact<'PromptQueued'> {
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

export interface PromptStarted extends Fact<'PromptStarted'> {
  readonly promptId: string;
}

export interface PromptFinished extends Fact<'PromptFinished'> {
  readonly promptId: string;
  readonly playedMs: number;
  readonly durationMs: number;
  /** Media time at which its last frame was played: a yes counts only from here on. */
  readonly endedMs: number;
}

/** What was not heard was not said: `heard` is the text up to the last word that was played whole. */
export interface PromptCut extends Fact<'PromptCut'> {
  readonly promptId: string;
  readonly playedMs: number;
  readonly heard: string;
}

export interface PromptFailed extends Fact<'PromptFailed'> {
  readonly promptId: string;
  readonly playedMs: number;
  readonly heard: string;
  readonly because: string;
}

/** We no longer want it said: its stage was left, a key was pressed, a newer prompt stands for it. */
export interface PromptWithdrawn extends Fact<'PromptWithdrawn'> {
  readonly promptId: string;
  readonly because: 'barge-in' | 'digit' | 'left-stage' | 'said-again' | 'handed-off' | 'call-ending';
}

/** An irreversible action was put to the caller in words. */
export interface ReadBack extends Fact<'ReadBack'> {
  readonly confirmationId: string;
  readonly tool: ToolName;
  readonly args: Readonly<Record<string, string | number | boolean>>;
  readonly argsDigest: string;
  readonly promptId: string;
  /** SHA-256 of the words. */
  readonly textDigest: string;
}

export interface Confirmed extends Fact<'Confirmed'> {
  readonly confirmationId: string;
  readonly argsDigest: string;
  readonly utteranceId: string;
  readonly method: 'speech' | 'dtmf';
  readonly heardAt: EpochMs;
}

/** A yes that does not count; the read-back still stands or is said again. */
export interface ConfirmationRefused extends Fact<'ConfirmationRefused'> {
  readonly confirmationId: string;
  readonly because: 'read-back-not-finished' | 'started-before-end' | 'low-confidence' | 'expired';
}

export interface ConfirmationVoided extends Fact<'ConfirmationVoided'> {
  readonly confirmationId: string;
  readonly because: 'caller-said-no' | 'corrected' | 'expired' | 'fenced' | 'left-stage' | 'call-ended';
}

export interface ActionAuthorized extends Fact<'ActionAuthorized'> {
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

export interface ActionSettled extends Fact<'ActionSettled'> {
  readonly actionId: string;
  readonly outcome: 'succeeded' | 'failed' | 'unknown';
  readonly receipt?: string;
  readonly errorCode?: string;
  readonly proof: 'response' | 'lookup' | 'none';
  readonly idempotencyKey: string;
}

export interface BudgetCharged extends Fact<'BudgetCharged'> {
  readonly kind: 'telephony' | 'recognition' | 'synthesis' | 'tool' | 'model';
  readonly micros: number;
  readonly totalMicros: number;
}

export interface LimitReached extends Fact<'LimitReached'> {
  readonly limit:
    | 'duration'
    | 'turns'
    | 'spend'
    | 'spend-per-day'
    | 'stage-turns'
    | 'stage-duration'
    | 'silence'
    | 'no-match';
}

export interface SpeechDegraded extends Fact<'SpeechDegraded'> {
  readonly part: 'stt' | 'tts';
  readonly kind: string;
  readonly count: number;
}

export interface HandoffRequested extends Fact<'HandoffRequested'> {
  readonly handoffId: string;
  readonly reason: ReasonCode;
  readonly queue: string;
  readonly trigger: 'caller' | 'policy' | 'model' | 'tool' | 'ops';
  /** The action that made it necessary, if one did. */
  readonly actionId?: string;
}

/** From here on no action is authorised for the voice agent. */
export interface FenceRaised extends Fact<'FenceRaised'> {
  readonly fenceEpoch: number;
}

/** Every action authorised so far is in exactly one of the lists. */
export interface SideEffectsFenced extends Fact<'SideEffectsFenced'> {
  readonly handoffId: string;
  readonly settled: readonly string[];
  readonly inDoubt: readonly string[];
  readonly notStarted: readonly string[];
}

export interface HandoffProgressed extends Fact<'HandoffProgressed'> {
  readonly handoffId: string;
  readonly state:
    'queued' | 'offered' | 'accepted' | 'bridged' | 'completed' | 'abandoned' | 'failed' | 'no-agent';
  readonly humanAgent?: string;
  readonly cause?: string;
}

export interface LineHeld extends Fact<'LineHeld'> {}
export interface LineResumed extends Fact<'LineResumed'> {}

export interface TimerSet extends Fact<'TimerSet'> {
  readonly timerId: string;
  readonly dueAt: EpochMs;
  readonly purpose: TimerPurpose;
}

export type TimerPurpose =
  | 'end-of-turn'
  | 'silence'
  | 'filler'
  | 'pause'
  | 'stage-budget'
  | 'call-limit'
  | 'confirmation'
  | 'action-patience'
  | 'fence'
  | 'reattach'
  | 'handoff-wait';

export interface TimerCleared extends Fact<'TimerCleared'> {
  readonly timerId: string;
}
