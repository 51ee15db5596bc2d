// What frames a conversation: the line, money and limits, faults, the hand-off, timers.
import { type EpochMs } from '@trunkline/event-sourcing';
import { type ReasonCode, type StageName } from '@trunkline/flow';

export interface CallEventOf<T extends string> {
  readonly type: T;
  readonly v: 1;
}

export interface CallStarted extends CallEventOf<'CallStarted'> {
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
export interface LineReattached extends CallEventOf<'LineReattached'> {
  readonly gateway: string;
  /** What the line is told again: where the conversation stands, whether the bed plays, whether a human has it. */
  readonly stage: StageName;
  readonly bed: boolean;
  readonly muted: boolean;
}

/** Hang-up was decided; it is sent when the closing prompt has ended. */
export interface CallEnding extends CallEventOf<'CallEnding'> {
  readonly reason: string;
  readonly afterPrompt?: string;
}

export interface CallEnded extends CallEventOf<'CallEnded'> {
  readonly reason: string;
  readonly outcome: 'contained' | 'handed_off' | 'abandoned' | 'failed';
}

export interface BudgetCharged extends CallEventOf<'BudgetCharged'> {
  readonly kind: 'telephony' | 'recognition' | 'synthesis' | 'tool' | 'model';
  readonly micros: number;
  readonly totalMicros: number;
}

export interface LimitReached extends CallEventOf<'LimitReached'> {
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

export interface SpeechDegraded extends CallEventOf<'SpeechDegraded'> {
  readonly part: 'stt' | 'tts';
  readonly kind: string;
  readonly count: number;
}

export interface HandoffRequested extends CallEventOf<'HandoffRequested'> {
  readonly handoffId: string;
  readonly reason: ReasonCode;
  readonly queue: string;
  readonly trigger: 'caller' | 'policy' | 'model' | 'tool' | 'ops';
  /** The action that made it necessary, if one did. */
  readonly actionId?: string;
}

/** From here on no action is authorised for the voice agent. */
export interface FenceRaised extends CallEventOf<'FenceRaised'> {
  readonly fenceEpoch: number;
}

/** Every action authorised so far is in exactly one of the lists. */
export interface SideEffectsFenced extends CallEventOf<'SideEffectsFenced'> {
  readonly handoffId: string;
  readonly settled: readonly string[];
  readonly inDoubt: readonly string[];
  readonly notStarted: readonly string[];
}

export interface HandoffProgressed extends CallEventOf<'HandoffProgressed'> {
  readonly handoffId: string;
  readonly state:
    'queued' | 'offered' | 'accepted' | 'bridged' | 'completed' | 'abandoned' | 'failed' | 'no-agent';
  readonly humanAgent?: string;
  readonly cause?: string;
  /** Until now the caller was with a human agent, who is lost. */
  readonly fromHuman?: true;
}

export type LineHeld = CallEventOf<'LineHeld'>;
export type LineResumed = CallEventOf<'LineResumed'>;

/** The gateway goes away: by then the call is with a human agent, or over. The first word of it counts. */
export interface DrainNoticed extends CallEventOf<'DrainNoticed'> {
  readonly byAt: EpochMs;
}

export interface TimerSet extends CallEventOf<'TimerSet'> {
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
  | 'handoff-wait'
  | 'drain';

export interface TimerCleared extends CallEventOf<'TimerCleared'> {
  readonly timerId: string;
}
