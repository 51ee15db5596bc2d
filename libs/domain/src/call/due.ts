// A timer fired: what was waited for did not happen in time.
import { fillerDue, patienceDue } from './actions';
import { exhausted, silenceDue } from './asking';
import { pauseDue } from './barge-in';
import { limitReached } from './budgets';
import { confirmationDue } from './confirmation';
import { emit, type Draft } from './draft';
import { type TimerPurpose } from './events';
import { fenced, waitDue } from './handoff';
import { finishRun } from './keys';
import { endpointDue } from './turn';

/** Timers that were cleared, or never set, mean nothing. `call-limit` while hanging up is ending's affair. */
export const timerDue = (draft: Draft, timerId: string): Draft => {
  const timer = draft.call.timers[timerId];
  return timer === undefined
    ? draft
    : due(emit(draft, { type: 'TimerCleared', v: 1, timerId }), timer.purpose);
};

const due = (draft: Draft, purpose: TimerPurpose): Draft => {
  switch (purpose) {
    case 'end-of-turn':
      return draft.call.turn.keyed === '' ? endpointDue(draft) : finishRun(draft);
    case 'silence':
      return silenceDue(draft);
    case 'filler':
      return fillerDue(draft);
    case 'pause':
      return pauseDue(draft);
    case 'stage-budget':
      return exhausted(draft, 'stage-duration');
    case 'call-limit':
      return limitReached(draft, 'duration');
    case 'confirmation':
      return confirmationDue(draft);
    case 'action-patience':
      return patienceDue(draft);
    case 'fence':
      return fenced(draft, []);
    case 'handoff-wait':
      return waitDue(draft);
    case 'drain':
    case 'reattach':
      return draft;
  }
};
