// Timers as deciders see them: two effects to set and clear one, one input when it fires.
import { type Effect, type EpochMs, type Input } from './decider';

/** Asks for a TimerFired at `dueAt` or later. A second one with the same id replaces the first. */
export interface SetTimer extends Effect {
  readonly type: 'SetTimer';
  readonly timerId: string;
  readonly dueAt: EpochMs;
}

/** Takes a timer back: it does not fire any more, even if it is overdue. */
export interface ClearTimer extends Effect {
  readonly type: 'ClearTimer';
  readonly timerId: string;
}

/** `at` is never before the timer's `dueAt`; `answers` is the id of its SetTimer. */
export interface TimerFired extends Input {
  readonly type: 'TimerFired';
  readonly timerId: string;
  readonly answers: string;
}

export const isSetTimer = (effect: Effect): effect is SetTimer => effect.type === 'SetTimer';

export const isClearTimer = (effect: Effect): effect is ClearTimer => effect.type === 'ClearTimer';
