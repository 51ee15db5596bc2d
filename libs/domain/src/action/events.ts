// What can happen to one use of a tool: the vocabulary of the stream `action/<actionId>`. Past tense, never edited.
import { type EpochMs } from '@trunkline/event-sourcing';

export type ActionEvent =
  | ActionReserved
  | AttemptStarted
  | AttemptResult
  | LookupStarted
  | LookupResult
  | ActionSettled
  | ActionFenced
  | ActionReconciled
  | CaseOpened
  | ReconciliationEnded
  | TimerSet
  | TimerCleared;

interface Fact<T extends string> {
  readonly type: T;
  readonly v: 1;
}

export type EffectClass = 'read' | 'reversible' | 'irreversible';
export type Outcome = 'succeeded' | 'failed' | 'unknown';
/** What an outcome rests on. `none` beside `failed`: nothing that could take effect ever left us. */
export type Proof = 'response' | 'lookup' | 'none';
export type Scalar = string | number | boolean;
export type Fields = Readonly<Record<string, Scalar>>;

/**
 * How an attempt ended, by what it proves:
 * `ok` done; `rejected` a definite refusal; `retryable` this attempt did nothing; `ambiguous` it may have, or may yet.
 */
export type AttemptClass = 'ok' | 'rejected' | 'retryable' | 'ambiguous';

/** The operator's terms at the time of reservation; a manifest that changes later does not change this action. */
export interface ActionTerms {
  readonly attemptsMax: number;
  readonly attemptMsMax: number;
  /** From the last send until nothing of it can take effect any more. */
  readonly inFlightMsMax: number;
  /** When to look an action in doubt up, ms after its last attempt ended. */
  readonly lookupAtMs: readonly number[];
  readonly hasLookup: boolean;
  /** The tool takes an idempotency key, so that an equal key makes a repeated send harmless. */
  readonly isKeyed: boolean;
}

export interface ActionReserved extends Fact<'ActionReserved'> {
  readonly actionId: string;
  readonly tenantId: string;
  readonly callId: string;
  readonly tool: string;
  readonly toolHash: string;
  readonly effect: EffectClass;
  readonly args: Fields;
  readonly argsDigest: string;
  /** SHA-256 of the idempotency key; the key itself is derived again for each send. */
  readonly keyHash: string;
  /** The call's fence epoch that authorised the action. */
  readonly epoch: number;
  readonly confirmationId?: string;
  /** Input of the call that led here. */
  readonly because: string;
  readonly at: EpochMs;
  /** The end of the caller's patience: no attempt and no in-call look-up starts later. */
  readonly deadlineAt: EpochMs;
  readonly terms: ActionTerms;
}

export interface AttemptStarted extends Fact<'AttemptStarted'> {
  readonly n: number;
  readonly epoch: number;
  readonly keyHash: string;
  readonly at: EpochMs;
  /** A sender that wakes up later than this sends nothing. */
  readonly sendBy: EpochMs;
  readonly timeoutMs: number;
}

export interface AttemptResult extends Fact<'AttemptResult'> {
  readonly n: number;
  readonly class: AttemptClass;
  readonly code?: string;
  readonly at: EpochMs;
}

export interface LookupStarted extends Fact<'LookupStarted'> {
  readonly n: number;
  readonly at: EpochMs;
}

export type LookupState = 'committed' | 'absent' | 'error';

export interface LookupResult extends Fact<'LookupResult'> {
  readonly n: number;
  readonly state: LookupState;
}

export interface ActionSettled extends Fact<'ActionSettled'> {
  readonly outcome: Outcome;
  readonly proof: Proof;
  readonly receipt?: string;
  readonly errorCode?: string;
  /** The tool's answer after its result mapping; empty unless succeeded. */
  readonly result: Fields;
  readonly at: EpochMs;
}

/** The call's fence was raised above this action's epoch: no further attempt starts. */
export interface ActionFenced extends Fact<'ActionFenced'> {
  readonly epoch: number;
}

/** What became of an action that was settled `unknown`; the settlement itself stays as it was told. */
export interface ActionReconciled extends Fact<'ActionReconciled'> {
  readonly outcome: 'succeeded' | 'failed';
  readonly proof: 'response' | 'lookup';
  readonly receipt?: string;
  readonly errorCode?: string;
  readonly result: Fields;
  readonly at: EpochMs;
}

/** A person has to find out. */
export interface CaseOpened extends Fact<'CaseOpened'> {
  readonly because: 'no-lookup' | 'call-ended' | 'exhausted';
}

/** Nothing more is looked up; the open case has the rest. */
export type ReconciliationEnded = Fact<'ReconciliationEnded'>;

export type TimerId = 'patience' | 'retry' | 'lookup';

export interface TimerSet extends Fact<'TimerSet'> {
  readonly timerId: TimerId;
  readonly dueAt: EpochMs;
}

/** The timer has fired or is not needed any more. */
export interface TimerCleared extends Fact<'TimerCleared'> {
  readonly timerId: TimerId;
}
