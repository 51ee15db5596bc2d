// What an action can be told: a reservation, permission to send, results of attempts and look-ups, a fence, timers.
import { type EpochMs, type Input } from '@trunkline/event-sourcing';
import {
  type ActionTerms,
  type AttemptClass,
  type EffectClass,
  type Fields,
  type LookupState,
  type TimerId,
} from './events';

export type ActionInput =
  Reserve | StartAttempt | RefuseStart | NoteAttempt | NoteLookup | Fence | NoteCallEnded | TimerFired;

interface ActionInputOf<T extends string> extends Input {
  readonly type: T;
}

export interface Reserve extends ActionInputOf<'Reserve'> {
  readonly actionId: string;
  readonly tenantId: string;
  readonly callId: string;
  readonly tool: string;
  readonly toolHash: string;
  readonly effect: EffectClass;
  readonly args: Fields;
  readonly argsDigest: string;
  readonly keyHash: string;
  readonly epoch: number;
  readonly confirmationId?: string;
  readonly because: string;
  readonly deadlineAt: EpochMs;
  readonly terms: ActionTerms;
}

/** The reserved action may be sent now. */
export type StartAttempt = ActionInputOf<'StartAttempt'>;

/** The reserved action may not be sent: its call is over, the tool has changed, there is no room. */
export interface RefuseStart extends ActionInputOf<'RefuseStart'> {
  readonly code: string;
}

export interface NoteAttempt extends ActionInputOf<'NoteAttempt'> {
  readonly n: number;
  readonly class: AttemptClass;
  readonly code?: string;
  readonly result?: Fields;
  readonly receipt?: string;
  /** Chance in [0, 1) for the wait before a retry; it arrives here because the decider has none. */
  readonly jitter: number;
}

export interface NoteLookup extends ActionInputOf<'NoteLookup'> {
  readonly n: number;
  readonly state: LookupState;
  readonly result?: Fields;
  readonly receipt?: string;
}

/** From this epoch of the call on nothing older is sent. */
export interface Fence extends ActionInputOf<'Fence'> {
  readonly epoch: number;
}

/** Nobody of the call is left to hear of the unknown outcome. */
export type NoteCallEnded = ActionInputOf<'NoteCallEnded'>;

export interface TimerFired extends ActionInputOf<'TimerFired'> {
  readonly timerId: TimerId;
}
