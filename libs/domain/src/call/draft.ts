// A decision in the making: the events so far and the call as they leave it. Every step takes one and returns the next.
import { type EpochMs } from '@trunkline/event-sourcing';
import { type Flow, type ReasonCode, type StageName } from '@trunkline/flow';
import { type CallEnded, type CallEvent, type CallStarted, type TimerPurpose } from './events';
import { evolveLive } from './evolve';
import { type Language } from './language';
import { timerOf, type LiveCall } from './state';

/** What may happen while a call lives; its start and its end are made elsewhere. */
export type LiveEvent = Exclude<CallEvent, CallStarted | CallEnded>;

export interface Draft {
  readonly flow: Flow;
  readonly language: Language;
  readonly at: EpochMs;
  /** Ms since the line was answered. */
  readonly mediaMs: number;
  readonly call: LiveCall;
  readonly events: readonly CallEvent[];
  /** A transition that was decided and not yet taken. */
  readonly move: Move | undefined;
}

export interface Move {
  readonly to: StageName;
  readonly because: string;
  readonly trigger: 'caller' | 'policy' | 'tool' | 'ops';
  /** More precise than the reason of the hand-off stage that it leads to. */
  readonly reason?: ReasonCode;
  /** The action whose outcome the next stage tells. */
  readonly about?: { readonly actionId: string; readonly outcome: 'succeeded' | 'failed' | 'unknown' };
  /** Slots said together with the intent: their questions are not asked again. */
  readonly fills?: Readonly<Record<string, string>>;
}

export const emit = (draft: Draft, ...events: readonly LiveEvent[]): Draft => ({
  ...draft,
  events: [...draft.events, ...events],
  call: events.reduce(evolveLive, draft.call),
});

/** The last word counts: a limit overrules what the turn meant. */
export const moveTo = (draft: Draft, move: Move): Draft => ({ ...draft, move });

export const technicalFailure = (draft: Draft, because: string): Draft =>
  moveTo(draft, { to: draft.flow.globals.technical, because: `technical:${because}`, trigger: 'policy' });

/** Timer ids are `<purpose>-<n>`; there is one timer of a purpose at a time. */
export const setTimer = (draft: Draft, purpose: TimerPurpose, dueAt: EpochMs): Draft => {
  const cleared = clearTimer(draft, purpose);
  const timerId = `${purpose}-${cleared.call.timersSet + 1}`;
  return emit(cleared, { type: 'TimerSet', v: 1, timerId, dueAt, purpose });
};

export const clearTimer = (draft: Draft, purpose: TimerPurpose): Draft => {
  const timerId = timerOf(draft.call, purpose);
  return timerId === undefined ? draft : emit(draft, { type: 'TimerCleared', v: 1, timerId });
};

export const clearTimers = (draft: Draft): Draft =>
  Object.keys(draft.call.timers).reduce(
    (cleared, timerId) => emit(cleared, { type: 'TimerCleared', v: 1, timerId }),
    draft,
  );
