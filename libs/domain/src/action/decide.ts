// The life of one action: at most one effect in the world, and an outcome that is told only when it is proven.
import { type Decider } from '@trunkline/event-sourcing';
import { effects, type ActionEffect } from './effects';
import { type ActionEvent } from './events';
import {
  type ActionInput,
  type Fence,
  type NoteAttempt,
  type NoteCallEnded,
  type NoteLookup,
  type RefuseStart,
  type Reserve,
  type StartAttempt,
  type TimerFired,
} from './inputs';
import { afterAttempt, afterLookup, startLookup, withoutAnswer } from './next';
import { lateResult } from './reconcile';
import { fail, settle, startAttempt } from './settle';
import { evolve, hasTimer, initial, isFinal, type Action, type LiveAction } from './state';
import { timerCleared, timerSet } from './timers';

type Decided = readonly ActionEvent[];

export const decide = (action: Action, input: ActionInput): Decided => {
  if (input.type === 'Reserve') return action.status === 'none' ? reserve(input) : [];
  if (action.status === 'none' || action.status === 'closed') return [];
  switch (input.type) {
    case 'StartAttempt':
      return start(action, input);
    case 'RefuseStart':
      return refuse(action, input);
    case 'NoteAttempt':
      return noteAttempt(action, input);
    case 'NoteLookup':
      return noteLookup(action, input);
    case 'Fence':
      return fence(action, input);
    case 'NoteCallEnded':
      return noteCallEnded(action, input);
    case 'TimerFired':
      return fire(action, input);
  }
};

export const actionDecider: Decider<Action, ActionInput, ActionEvent, ActionEffect> = {
  category: 'action',
  initial,
  decide,
  evolve,
  effects,
  isFinal,
};

const reserve = (input: Reserve): Decided => {
  const { actionId, tenantId, callId, tool, toolHash, effect, args, argsDigest } = input;
  const { keyHash, epoch, confirmationId, because, at, deadlineAt, terms } = input;
  const what = { actionId, tenantId, callId, tool, toolHash, effect, args, argsDigest, keyHash, epoch };
  const consent = confirmationId === undefined ? {} : { confirmationId };
  return [
    { type: 'ActionReserved', v: 1, ...what, ...consent, because, at, deadlineAt, terms },
    timerSet('patience', deadlineAt),
  ];
};

const start = (action: LiveAction, input: StartAttempt): Decided => {
  if (action.status !== 'reserved') return [];
  if (input.at >= action.reserved.deadlineAt)
    return fail(action, input.at, { errorCode: 'not_sent', proof: 'none' });
  return [startAttempt(action, input.at)];
};

const refuse = (action: LiveAction, input: RefuseStart): Decided =>
  action.status === 'reserved' ? fail(action, input.at, { errorCode: input.code, proof: 'none' }) : [];

const noteAttempt = (action: LiveAction, input: NoteAttempt): Decided => {
  if (!action.isInFlight || input.n !== action.attempts) return [];
  const coded = input.code === undefined ? {} : { code: input.code };
  const result: ActionEvent = {
    type: 'AttemptResult',
    v: 1,
    n: input.n,
    class: input.class,
    ...coded,
    at: input.at,
  };
  const known = evolve(action, result);
  if (known.status === 'none') return [];
  return [result, ...(known.settled ? lateResult(known, input) : afterAttempt(known, input))];
};

const noteLookup = (action: LiveAction, input: NoteLookup): Decided => {
  if (input.n !== action.lookups) return [];
  const isAwaited =
    action.status === 'looking' || action.status === 'reconciling' || action.status === 'unknown';
  return isAwaited ? afterLookup(action, input) : [];
};

/** A reserved action is stopped for good; one that was sent goes on without further attempts. */
const fence = (action: LiveAction, input: Fence): Decided => {
  const isOlder = action.reserved.epoch < input.epoch && (action.fenceEpoch ?? 0) < input.epoch;
  if (!isOlder || action.settled) return [];
  const fenced: ActionEvent = { type: 'ActionFenced', v: 1, epoch: input.epoch };
  const now = evolve(action, fenced);
  if (now.status === 'none') return [];
  if (now.status === 'reserved')
    return [fenced, ...fail(now, input.at, { errorCode: 'fenced', proof: 'none' })];
  return hasTimer(now, 'retry') ? [fenced, ...withoutAnswer(now, input.at)] : [fenced];
};

const noteCallEnded = (action: LiveAction, _input: NoteCallEnded): Decided =>
  action.settled && !action.hasCase ? [{ type: 'CaseOpened', v: 1, because: 'call-ended' }] : [];

const fire = (action: LiveAction, input: TimerFired): Decided => {
  if (!hasTimer(action, input.timerId)) return [];
  const cleared = timerCleared(input.timerId);
  const now = evolve(action, cleared);
  return now.status === 'none' ? [] : [cleared, ...fired(now, input)];
};

const fired = (action: LiveAction, input: TimerFired): Decided => {
  switch (input.timerId) {
    case 'patience':
      return outOfPatience(action, input.at);
    case 'retry':
      return action.status === 'undecided' ? [startAttempt(action, input.at)] : [];
    case 'lookup':
      return action.status === 'undecided' || action.status === 'unknown'
        ? [startLookup(action, input.at)]
        : [];
  }
};

const outOfPatience = (action: LiveAction, at: number): Decided => {
  if (action.settled) return [];
  if (action.status === 'reserved') return fail(action, at, { errorCode: 'not_sent', proof: 'none' });
  if (action.reserved.effect === 'read') return fail(action, at, { errorCode: 'timeout', proof: 'none' });
  const mayHaveDone = action.isInDoubt || action.isInFlight;
  if (!mayHaveDone) return fail(action, at, { errorCode: action.errorCode ?? 'unavailable', proof: 'none' });
  return settle(action, at, { outcome: 'unknown', proof: 'none', errorCode: action.errorCode ?? 'timeout' });
};
