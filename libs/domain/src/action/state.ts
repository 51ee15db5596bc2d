// An action as the fold of its stream, and its whole life cycle as a table.
import { type EpochMs } from '@trunkline/event-sourcing';
import {
  type ActionEvent,
  type ActionReconciled,
  type ActionReserved,
  type ActionSettled,
  type TimerId,
  type TimerSet,
} from './events';

export type Status =
  'none' | 'reserved' | 'sending' | 'undecided' | 'looking' | 'unknown' | 'reconciling' | 'closed';

/** What moves an action on: an event by its type, settlements by their kind. */
type Signal =
  | 'ActionReserved'
  | 'AttemptStarted'
  | 'AttemptResult'
  | 'LookupStarted'
  | 'LookupResult'
  | 'decided'
  | 'doubted'
  | 'ActionReconciled'
  | 'ReconciliationEnded';

export const lifeCycle = {
  none: { ActionReserved: 'reserved' },
  reserved: { AttemptStarted: 'sending', decided: 'closed' },
  sending: { AttemptResult: 'undecided', decided: 'closed', doubted: 'unknown' },
  undecided: { AttemptStarted: 'sending', LookupStarted: 'looking', decided: 'closed', doubted: 'unknown' },
  looking: { LookupResult: 'undecided', doubted: 'unknown' },
  unknown: { LookupStarted: 'reconciling', ActionReconciled: 'closed', ReconciliationEnded: 'closed' },
  reconciling: { LookupResult: 'unknown', ActionReconciled: 'closed' },
  closed: {},
} as const satisfies Record<Status, Partial<Record<Signal, Status>>>;

export type Action = { readonly status: 'none' } | LiveAction;

export interface LiveAction {
  readonly status: Exclude<Status, 'none'>;
  readonly reserved: ActionReserved;
  /** Attempts started. */
  readonly attempts: number;
  /** The last attempt has no result yet. */
  readonly isInFlight: boolean;
  /** An attempt may have taken effect, or may yet. */
  readonly isInDoubt: boolean;
  /** No byte of attempts that have a result leaves after this. */
  readonly quietFromAt: EpochMs;
  /** No byte of the last attempt leaves after this, whatever became of its sender. */
  readonly sendBy: EpochMs;
  /** Why the last attempt was refused, if it was. */
  readonly errorCode?: string;
  /** Look-ups started, all and in the present phase (in call, off call). */
  readonly lookups: number;
  readonly lookupsOfPhase: number;
  readonly lookupAt: EpochMs;
  /** Where the present phase's look-up times count from. */
  readonly phaseAt: EpochMs;
  readonly fenceEpoch?: number;
  /** What was told. */
  readonly settled?: ActionSettled;
  /** What became of an action that was told as unknown. */
  readonly reconciled?: ActionReconciled;
  readonly hasCase: boolean;
  readonly timers: readonly OpenTimer[];
}

type OpenTimer = Pick<TimerSet, 'timerId' | 'dueAt'>;

export const initial: Action = { status: 'none' };

export const evolve = (action: Action, event: ActionEvent): Action => {
  if (event.type === 'ActionReserved') return action.status === 'none' ? reservation(event) : action;
  if (action.status === 'none') return action;
  return { ...action, ...changes(action, event), status: nextStatus(action.status, event) };
};

export const isFinal = (action: Action): boolean => action.status === 'closed' && action.timers.length === 0;

export const hasTimer = (action: LiveAction, timerId: TimerId): boolean =>
  action.timers.some((timer) => timer.timerId === timerId);

/**
 * When the process that holds the action must have done something at the latest, or undefined if it may wait for
 * good. Past this, and some slack, another process takes it over.
 */
export const overdueAt = (action: LiveAction): EpochMs | undefined => {
  if (action.status === 'closed') return undefined;
  if (action.status === 'reserved') return action.reserved.at;
  const dueAt = action.timers.map((timer) => timer.dueAt);
  if (action.status === 'looking' || action.status === 'reconciling') dueAt.push(action.lookupAt);
  return dueAt.length > 0 ? Math.min(...dueAt) : undefined;
};

/** The code of an attempt whose sender is gone, or was thought to be: it may have been only paused. */
export const LOST = 'lost';

/** An absent answer to a look-up started before this proves nothing. */
export const horizonAt = (action: LiveAction): EpochMs => {
  const { inFlightMsMax } = action.reserved.terms;
  return Math.max(action.quietFromAt, action.isInFlight ? action.sendBy : 0) + inFlightMsMax;
};

const otherTimers = (action: LiveAction, than: { readonly timerId: TimerId }): readonly OpenTimer[] =>
  action.timers.filter(({ timerId }) => timerId !== than.timerId);

const reservation = (reserved: ActionReserved): LiveAction => ({
  status: 'reserved',
  reserved,
  attempts: 0,
  isInFlight: false,
  isInDoubt: false,
  quietFromAt: reserved.at,
  sendBy: reserved.at,
  lookups: 0,
  lookupsOfPhase: 0,
  lookupAt: reserved.at,
  phaseAt: reserved.at,
  hasCase: false,
  timers: [],
});

const nextStatus = (status: LiveAction['status'], event: ActionEvent): LiveAction['status'] => {
  const row: Partial<Record<Signal, LiveAction['status']>> = lifeCycle[status];
  const signal = signalOf(event);
  return (signal && row[signal]) ?? status;
};

const signalOf = (event: ActionEvent): Signal | undefined => {
  switch (event.type) {
    case 'ActionSettled':
      return event.outcome === 'unknown' ? 'doubted' : 'decided';
    case 'ActionFenced':
    case 'CaseOpened':
    case 'TimerSet':
    case 'TimerCleared':
      return undefined;
    case 'ActionReserved':
    case 'AttemptStarted':
    case 'AttemptResult':
    case 'LookupStarted':
    case 'LookupResult':
    case 'ActionReconciled':
    case 'ReconciliationEnded':
      return event.type;
  }
};

const changes = (action: LiveAction, event: Exclude<ActionEvent, ActionReserved>): Partial<LiveAction> => {
  switch (event.type) {
    case 'AttemptStarted':
      return { attempts: event.n, isInFlight: true, sendBy: event.sendBy };
    case 'AttemptResult':
      return {
        isInFlight: false,
        isInDoubt: action.isInDoubt || (event.class === 'ambiguous' && action.reserved.effect !== 'read'),
        quietFromAt: Math.max(action.quietFromAt, event.at, event.code === LOST ? action.sendBy : 0),
        phaseAt: action.settled ? action.phaseAt : event.at,
        ...(event.code !== undefined && { errorCode: event.code }),
      };
    case 'LookupStarted':
      return { lookups: event.n, lookupsOfPhase: action.lookupsOfPhase + 1, lookupAt: event.at };
    case 'ActionSettled':
      return { settled: event, phaseAt: event.at, lookupsOfPhase: 0 };
    case 'ActionReconciled':
      return { reconciled: event };
    case 'ActionFenced':
      return { fenceEpoch: event.epoch };
    case 'CaseOpened':
      return { hasCase: true };
    case 'TimerSet':
      return { timers: [...otherTimers(action, event), { timerId: event.timerId, dueAt: event.dueAt }] };
    case 'TimerCleared':
      return { timers: otherTimers(action, event) };
    case 'LookupResult':
    case 'ReconciliationEnded':
      return {};
  }
};
