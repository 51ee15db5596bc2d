// What a call can be told: signals of the line, outcomes of actions and hand-offs, timers.
import { type EpochMs, type Input } from '@trunkline/event-sourcing';

export type CallInput =
  | StartCall
  | Reattach
  | SpeechStarted
  | SpeechPartial
  | SpeechEnded
  | SpeechFinal
  | SpeechFault
  | PressDigit
  | NotePromptStarted
  | NotePromptFinished
  | NotePromptCut
  | NotePromptFailed
  | SettleAction
  | FenceDone
  | NoteHandoff
  | HoldLine
  | ResumeLine
  | DrainLine
  | EndLine
  | TimerFired;

interface CallInputOf<T extends string> extends Input {
  readonly type: T;
}

export interface StartCall extends CallInputOf<'StartCall'> {
  readonly callId: string;
  readonly tenantId: string;
  readonly flow: string;
  readonly flowHash: string;
  readonly from: string;
  readonly to: string;
  readonly trunk: string;
  readonly gateway: string;
  readonly answeredAt: EpochMs;
  readonly spentTodayMicros: number;
}

/** The line asks who is its brain, after a broken stream or a restart of ours. */
export interface Reattach extends CallInputOf<'Reattach'> {
  readonly gateway: string;
  readonly playingPromptId?: string;
}

export interface SpeechStarted extends CallInputOf<'SpeechStarted'> {
  readonly utteranceId: string;
  readonly startMs: number;
  readonly pausedPromptId?: string;
  readonly playedMs: number;
}
export interface SpeechPartial extends CallInputOf<'SpeechPartial'> {
  readonly utteranceId: string;
  readonly text: string;
}
export interface SpeechEnded extends CallInputOf<'SpeechEnded'> {
  readonly utteranceId: string;
  readonly endMs: number;
}
export interface SpeechFinal extends CallInputOf<'SpeechFinal'> {
  readonly utteranceId: string;
  readonly text: string;
  readonly confidence: number;
  readonly startMs: number;
  readonly endMs: number;
}
export interface SpeechFault extends CallInputOf<'SpeechFault'> {
  readonly utteranceId?: string;
  readonly part: 'stt' | 'tts';
  readonly kind: string;
}
export interface PressDigit extends CallInputOf<'PressDigit'> {
  readonly digit: string;
}

export interface NotePromptStarted extends CallInputOf<'NotePromptStarted'> {
  readonly promptId: string;
}
export interface NotePromptFinished extends CallInputOf<'NotePromptFinished'> {
  readonly promptId: string;
  readonly playedMs: number;
  readonly durationMs: number;
}
export interface NotePromptCut extends CallInputOf<'NotePromptCut'> {
  readonly promptId: string;
  readonly playedMs: number;
  readonly heardChars: number;
}
export interface NotePromptFailed extends CallInputOf<'NotePromptFailed'> {
  readonly promptId: string;
  readonly playedMs: number;
  readonly heardChars: number;
  readonly because: string;
}

export interface SettleAction extends CallInputOf<'SettleAction'> {
  readonly actionId: string;
  readonly outcome: 'succeeded' | 'failed' | 'unknown';
  /** The mapped result: flat, field to value. */
  readonly result: Readonly<Record<string, string | number | boolean>>;
  readonly receipt?: string;
  readonly errorCode?: string;
  readonly proof: 'response' | 'lookup' | 'none';
  readonly idempotencyKey: string;
}

/** The tool gateway's answer to a fence: how every action of the call stands. */
export interface FenceDone extends CallInputOf<'FenceDone'> {
  readonly actions: readonly {
    readonly actionId: string;
    readonly state: 'succeeded' | 'failed' | 'unknown' | 'not_started';
  }[];
}

export interface NoteHandoff extends CallInputOf<'NoteHandoff'> {
  readonly handoffId: string;
  readonly state:
    'queued' | 'offered' | 'accepted' | 'bridged' | 'completed' | 'abandoned' | 'failed' | 'no-agent';
  readonly humanAgent?: string;
  readonly cause?: string;
}

export type HoldLine = CallInputOf<'HoldLine'>;
export type ResumeLine = CallInputOf<'ResumeLine'>;

/** The gateway that holds the line goes away within this time. */
export interface DrainLine extends CallInputOf<'DrainLine'> {
  readonly withinMs: number;
}

/** The line is gone, for this reason, whatever the conversation thought. */
export interface EndLine extends CallInputOf<'EndLine'> {
  readonly reason: string;
}

export interface TimerFired extends CallInputOf<'TimerFired'> {
  readonly timerId: string;
}
