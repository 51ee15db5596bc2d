// What a call asks of the world: directives to the line, actions, hand-offs, timers. Each follows from one event.
import { type EpochMs } from '@trunkline/event-sourcing';

export type CallEffect =
  | Say
  | CutPrompt
  | ResumePrompt
  | Listen
  | PlayBed
  | Mute
  | HangUp
  | ExecuteAction
  | FenceActions
  | RequestHandoff
  | CancelHandoff
  | SetTimer
  | ClearTimer;

export interface Say {
  readonly type: 'Say';
  readonly promptId: string;
  readonly sentences: readonly string[];
  readonly cacheable: boolean;
  readonly bargeIn: boolean;
}
export interface CutPrompt {
  readonly type: 'CutPrompt';
  readonly promptId: string;
}
export interface ResumePrompt {
  readonly type: 'ResumePrompt';
  readonly promptId: string;
}
/** Recognition hints follow from the stage; the service looks them up in the flow. */
export interface Listen {
  readonly type: 'Listen';
  readonly stage: string;
}
export interface PlayBed {
  readonly type: 'PlayBed';
  readonly on: boolean;
}
/** A human has taken over: no recognition, no prompts. */
export interface Mute {
  readonly type: 'Mute';
}
export interface HangUp {
  readonly type: 'HangUp';
  readonly reason: string;
}

export interface ExecuteAction {
  readonly type: 'ExecuteAction';
  readonly actionId: string;
  readonly tool: string;
  readonly args: Readonly<Record<string, string | number | boolean>>;
  readonly argsDigest: string;
  readonly confirmationId?: string;
  readonly deadlineAt: EpochMs;
}
export interface FenceActions {
  readonly type: 'FenceActions';
  readonly fenceEpoch: number;
}
export interface RequestHandoff {
  readonly type: 'RequestHandoff';
  readonly handoffId: string;
}
export interface CancelHandoff {
  readonly type: 'CancelHandoff';
  readonly handoffId: string;
  readonly reason: string;
}

export interface SetTimer {
  readonly type: 'SetTimer';
  readonly timerId: string;
  readonly dueAt: EpochMs;
}
export interface ClearTimer {
  readonly type: 'ClearTimer';
  readonly timerId: string;
}
