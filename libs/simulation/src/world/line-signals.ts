// What passes between a line and its policy, as values.
import { type call } from '@trunkline/domain';

export type LineEffect = Extract<
  call.CallEffect,
  { type: 'Say' | 'CutPrompt' | 'ResumePrompt' | 'Listen' | 'PlayBed' | 'Mute' | 'Unmute' | 'HangUp' }
>;

type Reported =
  | call.SpeechStarted
  | call.SpeechPartial
  | call.SpeechEnded
  | call.SpeechFinal
  | call.SpeechFault
  | call.PressDigit
  | call.NotePromptStarted
  | call.NotePromptFinished
  | call.NotePromptCut
  | call.NotePromptFailed
  | call.HoldLine
  | call.ResumeLine
  | call.DrainLine
  | call.EndLine;

type Bare<I> = I extends Reported ? Omit<I, 'inputId' | 'at' | 'mediaMs'> : never;

/** A signal before the policy's clock has seen it. */
export type Signal = Bare<Reported>;

export interface Told {
  readonly inputId: string;
  readonly mediaMs: number;
  readonly signal: Signal;
}

export interface Attach {
  readonly inputId: string;
  readonly mediaMs: number;
  readonly answeredAt: number;
  readonly playingPromptId: string | undefined;
}

export type Directive = { readonly type: 'Attached'; readonly keepPromptIds: readonly string[] } | LineEffect;
