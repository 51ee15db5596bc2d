// The timers of an action as events.
import { type EpochMs } from '@trunkline/event-sourcing';
import { type TimerCleared, type TimerId, type TimerSet } from './events';
import { type LiveAction } from './state';

export const timerSet = (timerId: TimerId, dueAt: EpochMs): TimerSet => ({
  type: 'TimerSet',
  v: 1,
  timerId,
  dueAt,
});

export const timerCleared = (timerId: TimerId): TimerCleared => ({ type: 'TimerCleared', v: 1, timerId });

export const timersCleared = (action: LiveAction): readonly TimerCleared[] =>
  action.timers.map(({ timerId }) => timerCleared(timerId));
