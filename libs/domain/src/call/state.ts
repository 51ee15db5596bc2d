// What a call remembers: a fold of its events, one part per concern.
import { type EpochMs } from '@trunkline/event-sourcing';
import { type FactKey, type PhraseId, type ReasonCode, type StageName, type ToolName } from '@trunkline/flow';
import { type BudgetCharged, type FactRecorded, type PromptKind, type TimerPurpose } from './events';

export type Call = UnknownCall | LiveCall | EndedCall;

export interface UnknownCall {
  readonly status: 'unknown';
}

export interface LiveCall {
  readonly status: 'live';
  readonly callId: string;
  readonly answeredAt: EpochMs;
  readonly phase: Phase;
  readonly held: boolean;
  readonly stage: StageVisit;
  readonly turn: TurnTaking;
  readonly voice: Voice;
  readonly facts: Readonly<Record<FactKey, KnownFact>>;
  readonly confirmation: Confirmation;
  readonly confirmations: number;
  readonly actions: Readonly<Record<string, Action>>;
  readonly budget: Spending;
  readonly handoff: Handoff;
  readonly timers: Readonly<Record<string, Timer>>;
  readonly timersSet: number;
  /** Faults of recognition and synthesis so far. */
  readonly faults: number;
  /** When the gateway will be gone, once it has said so. */
  readonly drainedBy: EpochMs | undefined;
  /** The hang-up that was decided; it waits for the closing prompt if there is one. */
  readonly ending: Ending | undefined;
  /** The caller heard the outcome of an action and has asked for nothing since. */
  readonly served: boolean;
}

export interface EndedCall {
  readonly status: 'ended';
  readonly actions: Readonly<Record<string, Action>>;
}

/** Who holds the conversation; see `heard` in decide.ts for what each phase listens to. */
export type Phase = 'talking' | 'handing-off' | 'with-human' | 'ending';

export interface StageVisit {
  readonly name: StageName;
  readonly turns: number;
  readonly noMatches: number;
  readonly silences: number;
  readonly readBacks: number;
  /** The action that this visit waits for. */
  readonly actionId?: string;
}

export interface TurnTaking {
  /** Turns that have ended. */
  readonly ended: number;
  /** Utterances of the turn that is being gathered, by their start. */
  readonly open: readonly Utterance[];
  /** Utterances that are over and done with, newest last: their late finals are dropped. */
  readonly closed: readonly string[];
  readonly bargeIn: BargeIn | undefined;
  /** Digits pressed since the last turn. */
  readonly keyed: string;
  readonly digits: number;
}

export interface Utterance {
  readonly id: string;
  readonly startMs: number;
  readonly final?: { readonly text: string; readonly confidence: number; readonly endMs: number };
}

export interface BargeIn {
  readonly utteranceId: string;
  readonly promptId: string;
  /** `resumed`: judged to be nothing in time, and still cut if words follow. */
  readonly status: 'pending' | 'resumed';
}

export interface Voice {
  /** Prompts queued so far. */
  readonly queued: number;
  readonly prompts: readonly Prompt[];
  readonly uses: Readonly<Record<PhraseId, number>>;
  readonly characters: number;
  readonly fillersInARow: number;
  readonly lastFiller: string;
  /** The honest sentence after the fillers was said for the action at hand. */
  readonly waitingSaid: boolean;
  readonly disclosure: 'owed' | 'queued' | 'said';
  /** An answer that was cut before its end: not said, and owed when the caller did not move on. */
  readonly unheard: Unheard | undefined;
  readonly failuresInARow: number;
}

export interface Prompt {
  readonly id: string;
  readonly kind: PromptKind;
  readonly phrase: PhraseId;
  readonly text: string;
  readonly bargeIn: boolean;
  readonly tells?: string;
  readonly status: PromptStatus;
}

/** `cutting`: told to stop, its report is still to come. */
export type PromptStatus = 'queued' | 'playing' | 'paused' | 'cutting';

export interface Unheard {
  readonly phrase: PhraseId;
  readonly kind: PromptKind;
  readonly tells?: string;
}

export interface KnownFact extends Pick<FactRecorded, 'value' | 'source' | 'ref' | 'confirmed'> {
  /** Where it was last recorded: a correction goes back there. */
  readonly stage: StageName;
}

export type Confirmation =
  | { readonly status: 'none' }
  | ({ readonly status: 'reading' } & Terms)
  | ({ readonly status: 'awaiting'; readonly endedMs: number } & Terms)
  | ({ readonly status: 'confirmed'; readonly heardAt: EpochMs } & Terms);

export interface Terms {
  readonly confirmationId: string;
  readonly tool: ToolName;
  readonly argsDigest: string;
  readonly promptId: string;
}

export interface Action {
  readonly tool: ToolName;
  readonly effect: 'read' | 'reversible' | 'irreversible';
  readonly stage: StageName;
  readonly args: Readonly<Record<string, string | number | boolean>>;
  readonly argsDigest: string;
  readonly deadlineAt: EpochMs;
  readonly outcome: 'pending' | 'succeeded' | 'failed' | 'unknown';
  readonly errorCode?: string;
  /** Order of authorisation. */
  readonly number: number;
}

export interface Spending {
  readonly spentTodayMicros: number;
  readonly charged: Readonly<Partial<Record<BudgetCharged['kind'], number>>>;
  readonly totalMicros: number;
  /** One limit is enough: what follows is a closing prompt or a hand-off. */
  readonly limitReached: boolean;
}

export type Handoff =
  | { readonly status: 'none' }
  | {
      readonly status: HandoffStatus;
      readonly handoffId: string;
      readonly stage: StageName;
      readonly reason: ReasonCode;
      /** Waits of the caller that were broken by a word from us. */
      readonly waits: number;
    };

export type HandoffStatus =
  | 'fencing'
  | 'fenced'
  | 'queued'
  | 'offered'
  | 'accepted'
  | 'bridged'
  | 'completed'
  | 'abandoned'
  | 'failed'
  | 'no-agent';

export interface Ending {
  readonly reason: string;
  readonly afterPrompt?: string;
}

export interface Timer {
  readonly purpose: TimerPurpose;
  readonly dueAt: EpochMs;
}

export const unknownCall: Call = { status: 'unknown' };

/** The one live timer of a purpose; setting another clears it. */
export const timerOf = (call: LiveCall, purpose: TimerPurpose): string | undefined =>
  Object.keys(call.timers).find((timerId) => call.timers[timerId]?.purpose === purpose);

/** A prompt that the caller hears or will hear. */
export const isAlive = (prompt: Prompt): boolean => prompt.status !== 'cutting';

export const isQuiet = (call: LiveCall): boolean => !call.voice.prompts.some(isAlive);

/** The caller speaks, or has spoken and the turn is not over. */
export const hasFloor = (call: LiveCall): boolean => call.turn.open.length > 0 || call.turn.keyed !== '';
