// What an action asks of the world. Each follows from one event, and asking twice is safe but for SendAttempt.
import { type EpochMs } from '@trunkline/event-sourcing';
import { type ActionEvent, type TimerId } from './events';

export type ActionEffect = Admit | SendAttempt | SendLookup | ReportUnknown | SetTimer | ClearTimer;

/** Find out whether the reserved action may be sent now; answered by StartAttempt or RefuseStart. */
export interface Admit {
  readonly type: 'Admit';
  readonly actionId: string;
}

/** Answered by NoteAttempt. Asked again after a crash it is not sent again: whoever cannot know answers `ambiguous`. */
export interface SendAttempt {
  readonly type: 'SendAttempt';
  readonly n: number;
  readonly epoch: number;
  readonly keyHash: string;
  readonly sendBy: EpochMs;
  readonly timeoutMs: number;
}

export interface SendLookup {
  readonly type: 'SendLookup';
  readonly n: number;
}

/** Somebody must hear of it: if the call is over, answer with NoteCallEnded. */
export interface ReportUnknown {
  readonly type: 'ReportUnknown';
}

export interface SetTimer {
  readonly type: 'SetTimer';
  readonly timerId: TimerId;
  readonly dueAt: EpochMs;
}

export interface ClearTimer {
  readonly type: 'ClearTimer';
  readonly timerId: TimerId;
}

export const effects = (event: ActionEvent): readonly ActionEffect[] => {
  switch (event.type) {
    case 'ActionReserved':
      return [{ type: 'Admit', actionId: event.actionId }];
    case 'AttemptStarted': {
      const { n, epoch, keyHash, sendBy, timeoutMs } = event;
      return [{ type: 'SendAttempt', n, epoch, keyHash, sendBy, timeoutMs }];
    }
    case 'LookupStarted':
      return [{ type: 'SendLookup', n: event.n }];
    case 'ActionSettled':
      return event.outcome === 'unknown' ? [{ type: 'ReportUnknown' }] : [];
    case 'TimerSet':
      return [{ type: 'SetTimer', timerId: event.timerId, dueAt: event.dueAt }];
    case 'TimerCleared':
      return [{ type: 'ClearTimer', timerId: event.timerId }];
    case 'AttemptResult':
    case 'LookupResult':
    case 'ActionFenced':
    case 'ActionReconciled':
    case 'CaseOpened':
    case 'ReconciliationEnded':
      return [];
  }
};
