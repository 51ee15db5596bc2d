// What a call asks of the world: directives to the line, actions, hand-offs, timers. Each follows from one event.
import { type EpochMs } from '@trunkline/event-sourcing';
import {
  type ActionAuthorized,
  type CallEvent,
  type HandoffProgressed,
  type LineReattached,
  type PromptKind,
  type PromptQueued,
} from './events';

export type CallEffect =
  | Say
  | CutPrompt
  | ResumePrompt
  | Listen
  | PlayBed
  | Mute
  | Unmute
  | HangUp
  | ExecuteAction
  | FenceActions
  | RequestHandoff
  | CancelHandoff
  | SetTimer
  | ClearTimer;

export interface Say {
  readonly type: 'Say';
  /** For the anchor's measurements alone. */
  readonly kind: PromptKind;
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
/** The human agent is gone: recognition and prompts again. Harmless where nothing was muted. */
export interface Unmute {
  readonly type: 'Unmute';
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

/** Pure function of the event alone: a restarted host derives the same. */
export const effects = (event: CallEvent): readonly CallEffect[] => {
  switch (event.type) {
    case 'StageEntered':
      return [{ type: 'Listen', stage: event.stage }];
    case 'LineReattached':
      return toldAgain(event);
    case 'PromptQueued':
      return [sayPrompt(event)];
    case 'PromptWithdrawn':
      return [{ type: 'CutPrompt', promptId: event.promptId }];
    case 'BargeInJudged':
      return [{ type: event.verdict === 'cut' ? 'CutPrompt' : 'ResumePrompt', promptId: event.promptId }];
    case 'ActionAuthorized':
      return [executeAction(event)];
    case 'HandoffRequested':
      return [{ type: 'PlayBed', on: true }];
    case 'FenceRaised':
      return [{ type: 'FenceActions', fenceEpoch: event.fenceEpoch }];
    case 'SideEffectsFenced':
      return [{ type: 'RequestHandoff', handoffId: event.handoffId }];
    case 'HandoffProgressed':
      return effectsOfHandoff(event);
    case 'CallEnding':
      return event.afterPrompt === undefined ? [{ type: 'HangUp', reason: event.reason }] : [];
    case 'TimerSet':
      return [{ type: 'SetTimer', timerId: event.timerId, dueAt: event.dueAt }];
    case 'TimerCleared':
      return [{ type: 'ClearTimer', timerId: event.timerId }];
    case 'CallStarted':
    case 'CallEnded':
    case 'UtteranceStarted':
    case 'UtteranceFinal':
    case 'TurnEnded':
    case 'Understood':
    case 'SilenceNoticed':
    case 'DigitPressed':
    case 'FactRecorded':
    case 'PromptStarted':
    case 'PromptFinished':
    case 'PromptCut':
    case 'PromptFailed':
    case 'ReadBack':
    case 'Confirmed':
    case 'ConfirmationRefused':
    case 'ConfirmationVoided':
    case 'ActionSettled':
    case 'BudgetCharged':
    case 'LimitReached':
    case 'SpeechDegraded':
    case 'LineHeld':
    case 'LineResumed':
    case 'DrainNoticed':
      return [];
  }
};

const toldAgain = ({ stage, bed, muted }: LineReattached): readonly CallEffect[] =>
  muted ? [{ type: 'Mute' }] : [{ type: 'Unmute' }, { type: 'Listen', stage }, { type: 'PlayBed', on: bed }];

const sayPrompt = ({ kind, promptId, sentences, cacheable, bargeIn }: PromptQueued): Say => ({
  type: 'Say',
  kind,
  promptId,
  sentences,
  cacheable,
  bargeIn,
});

const executeAction = (event: ActionAuthorized): ExecuteAction => {
  const { actionId, tool, args, argsDigest, confirmationId, deadlineAt } = event;
  const confirmed = confirmationId === undefined ? {} : { confirmationId };
  return { type: 'ExecuteAction', actionId, tool, args, argsDigest, ...confirmed, deadlineAt };
};

const effectsOfHandoff = (event: HandoffProgressed): readonly CallEffect[] =>
  event.fromHuman ? [{ type: 'Unmute' }, ...effectsOfProgress(event)] : effectsOfProgress(event);

const effectsOfProgress = (event: HandoffProgressed): readonly CallEffect[] => {
  const { handoffId, state, cause, fromHuman } = event;
  switch (state) {
    case 'bridged':
      return [{ type: 'PlayBed', on: false }, { type: 'Mute' }];
    case 'no-agent':
      return [{ type: 'PlayBed', on: false }];
    case 'failed':
    case 'abandoned':
      return [
        { type: 'PlayBed', on: false },
        { type: 'CancelHandoff', handoffId, reason: cause ?? state },
      ];
    case 'queued':
      return fromHuman ? [{ type: 'PlayBed', on: true }] : [];
    case 'offered':
    case 'accepted':
    case 'completed':
      return [];
  }
};
