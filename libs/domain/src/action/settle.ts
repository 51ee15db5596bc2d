// The events that move an action: an attempt, and a settlement with everything that ends with it.
import { type EpochMs } from '@trunkline/event-sourcing';
import { type ActionEvent, type Proof } from './events';
import { evolve, type LiveAction } from './state';
import { reconcile, type Settlement } from './reconcile';
import { timersCleared } from './timers';

/** A process that is paused between append and send must not send when it wakes up: it checks this lease. */
const SEND_LEASE_MS = 2_000;

export const startAttempt = (action: LiveAction, at: EpochMs): ActionEvent => {
  const { epoch, keyHash, deadlineAt, terms } = action.reserved;
  return {
    type: 'AttemptStarted',
    v: 1,
    n: action.attempts + 1,
    epoch,
    keyHash,
    at,
    sendBy: Math.min(at + SEND_LEASE_MS, deadlineAt),
    timeoutMs: Math.max(1, Math.min(terms.attemptMsMax, deadlineAt - at)),
  };
};

export const settle = (action: LiveAction, at: EpochMs, settlement: Settlement): readonly ActionEvent[] => {
  const { outcome, proof, errorCode, receipt, result } = settlement;
  const settled: ActionEvent = {
    type: 'ActionSettled',
    v: 1,
    outcome,
    proof,
    ...(receipt !== undefined && { receipt }),
    ...(errorCode !== undefined && { errorCode }),
    result: result ?? {},
    at,
  };
  const events = [...timersCleared(action), settled];
  if (outcome !== 'unknown') return events;
  let now = action;
  for (const event of events) now = live(evolve(now, event), now);
  return [...events, ...reconcile(now)];
};

export const fail = (
  action: LiveAction,
  at: EpochMs,
  because: { errorCode: string; proof: Proof },
): readonly ActionEvent[] => settle(action, at, { outcome: 'failed', ...because });

const live = (next: ReturnType<typeof evolve>, before: LiveAction): LiveAction =>
  next.status === 'none' ? before : next;
