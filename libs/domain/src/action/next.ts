// What follows from the end of an attempt or a look-up: success, a retry, a look-up, or the truth that nobody knows.
import { type EpochMs } from '@trunkline/event-sourcing';
import { type ActionEvent } from './events';
import { type NoteAttempt, type NoteLookup } from './inputs';
import { reconcile, reconciled } from './reconcile';
import { fail, settle } from './settle';
import { evolve, hasTimer, horizonAt, type LiveAction } from './state';
import { timerCleared, timerSet } from './timers';

const RETRY_BASE_MS = 100;
const RETRY_MS_MAX = 1_000;

type Decided = readonly ActionEvent[];

export const afterAttempt = (action: LiveAction, input: NoteAttempt): Decided => {
  switch (input.class) {
    case 'ok': {
      const { result, receipt } = input;
      return settle(action, input.at, { outcome: 'succeeded', proof: 'response', result, receipt });
    }
    case 'rejected':
      // A refusal speaks for its own attempt only: an earlier one may still take effect.
      return action.isInDoubt
        ? lookFurther(action, input.at)
        : fail(action, input.at, { errorCode: input.code ?? 'rejected', proof: 'response' });
    case 'retryable':
    case 'ambiguous':
      return mayRetry(action, input)
        ? [timerSet('retry', retryAt(action, input))]
        : withoutAnswer(action, input.at);
  }
};

/** No further attempt: what is known now decides, or a look-up will. */
export const withoutAnswer = (action: LiveAction, at: EpochMs): Decided => {
  if (action.isInDoubt) return lookFurther(action, at);
  const errorCode = action.fenceEpoch === undefined ? (action.errorCode ?? 'unavailable') : 'fenced';
  return fail(action, at, { errorCode, proof: 'none' });
};

export const startLookup = (action: LiveAction, at: EpochMs): ActionEvent => ({
  type: 'LookupStarted',
  v: 1,
  n: action.lookups + 1,
  at,
});

export const afterLookup = (action: LiveAction, input: NoteLookup): Decided => {
  const noted: ActionEvent = { type: 'LookupResult', v: 1, n: input.n, state: input.state };
  const isProof =
    input.state === 'committed' || (input.state === 'absent' && action.lookupAt >= horizonAt(action));
  const now = evolve(action, noted);
  if (now.status === 'none') return [];
  if (!isProof) return [noted, ...(now.settled ? again(action, now) : lookFurther(now, input.at))];
  const { result, receipt } = input;
  const fate =
    input.state === 'committed'
      ? ({ outcome: 'succeeded', proof: 'lookup', result, receipt } as const)
      : ({ outcome: 'failed', proof: 'lookup', errorCode: now.errorCode ?? 'not_done' } as const);
  return [noted, ...(now.settled ? reconciled(now, input.at, fate) : settle(now, input.at, fate))];
};

/** An in-call look-up that ends after the settlement is no part of the off-call schedule. */
const again = (before: LiveAction, now: LiveAction): Decided =>
  before.status === 'reconciling' ? reconcile(now) : [];

const mayRetry = (action: LiveAction, input: NoteAttempt): boolean => {
  const { terms, deadlineAt } = action.reserved;
  if (action.attempts >= terms.attemptsMax || action.fenceEpoch !== undefined) return false;
  if (action.isInDoubt && !terms.isKeyed) return false;
  return retryAt(action, input) < deadlineAt;
};

/** Full jitter over a doubling, capped base (AWS Builders' Library, timeouts and retries). */
const retryAt = (action: LiveAction, input: NoteAttempt): EpochMs => {
  const spanMs = Math.min(RETRY_MS_MAX, RETRY_BASE_MS * 2 ** (action.attempts - 1));
  return input.at + Math.floor(spanMs * input.jitter);
};

const lookFurther = (action: LiveAction, at: EpochMs): Decided => {
  const dueAt = nextLookupAt(action, at);
  const retry = hasTimer(action, 'retry') ? [timerCleared('retry')] : [];
  if (dueAt !== undefined) return [...retry, timerSet('lookup', dueAt)];
  return settle(action, at, { outcome: 'unknown', proof: 'none', errorCode: action.errorCode ?? 'timeout' });
};

/** The manifest's times, and the horizon: the first moment at which an absent answer is a proof. */
const nextLookupAt = (action: LiveAction, at: EpochMs): EpochMs | undefined => {
  const { terms, deadlineAt } = action.reserved;
  if (!terms.hasLookup) return undefined;
  const listed = terms.lookupAtMs.map((afterMs) => action.phaseAt + afterMs).sort((a, b) => a - b);
  const left = listed.slice(action.lookupsOfPhase).map((dueAt) => Math.max(dueAt, at));
  const horizon = horizonAt(action);
  const candidates = horizon > at ? [...left, horizon] : left;
  const dueAt = Math.min(...candidates);
  return candidates.length > 0 && dueAt < deadlineAt ? dueAt : undefined;
};
