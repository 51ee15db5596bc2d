// After `unknown` was told: look-ups off the call, then a case for a person. The told outcome stays as it was.
import { type EpochMs } from '@trunkline/event-sourcing';
import { type ActionEvent, type Fields, type Outcome, type Proof } from './events';
import { type NoteAttempt } from './inputs';
import { hasTimer, type LiveAction } from './state';
import { timersCleared, timerSet } from './timers';

/** Off-call look-ups, ms after the action was settled unknown: one minute, ten minutes, one hour. */
export const RECONCILE_AT_MS: readonly number[] = [60_000, 600_000, 3_600_000];

type Decided = readonly ActionEvent[];

export interface Settlement {
  readonly outcome: Outcome;
  readonly proof: Proof;
  readonly errorCode?: string | undefined;
  readonly receipt?: string | undefined;
  readonly result?: Fields | undefined;
}

/** The next off-call look-up, or the end of looking. */
export const reconcile = (action: LiveAction): Decided => {
  const { hasLookup } = action.reserved.terms;
  const afterMs = hasLookup ? RECONCILE_AT_MS[action.lookupsOfPhase] : undefined;
  if (afterMs !== undefined) return [timerSet('lookup', action.phaseAt + afterMs)];
  const opened: Decided = action.hasCase
    ? []
    : [{ type: 'CaseOpened', v: 1, because: hasLookup ? 'exhausted' : 'no-lookup' }];
  // An answer that is still to come is worth more than a closed file.
  return action.isInFlight ? opened : [...opened, { type: 'ReconciliationEnded', v: 1 }];
};

export const reconciled = (action: LiveAction, at: EpochMs, fate: Settlement): Decided => {
  const { outcome, proof, errorCode, receipt, result } = fate;
  if (outcome === 'unknown' || proof === 'none') return [];
  const fact: ActionEvent = {
    type: 'ActionReconciled',
    v: 1,
    outcome,
    proof,
    ...(receipt !== undefined && { receipt }),
    ...(errorCode !== undefined && { errorCode }),
    result: result ?? {},
    at,
  };
  return [...timersCleared(action), fact];
};

/** The answer of an attempt that outlived the caller's patience. */
export const lateResult = (action: LiveAction, input: NoteAttempt): Decided => {
  if (input.class === 'ok') {
    const { result, receipt } = input;
    return reconciled(action, input.at, { outcome: 'succeeded', proof: 'response', result, receipt });
  }
  if (input.class === 'rejected' && !action.isInDoubt) {
    return reconciled(action, input.at, {
      outcome: 'failed',
      proof: 'response',
      errorCode: input.code ?? 'rejected',
    });
  }
  return hasTimer(action, 'lookup') || action.status === 'reconciling' ? [] : reconcile(action);
};
