// What a host is given, what it answers, and what it may refuse.
import { type Decider, type Effect, type EpochMs, type Event, type Input } from '../decider';
import { type EventStore, type Recorded } from '../record';
import { type Upcast } from '../upcast';

export interface Scheduler {
  /** Calls `run` once at `at` or later, at once for a time in the past. Returns its cancellation. */
  schedule(at: EpochMs, run: () => void): () => void;
}

export interface EffectContext<S, I extends Input, E extends Event> {
  readonly stream: string;
  /** Stable over restarts: the idempotency key of whatever the effect does outside. */
  readonly effectId: string;
  readonly event: Recorded<E>;
  /** True when the effect may have been performed before, by this host or its predecessor. */
  readonly again: boolean;
  /** Answers into the same stream. Once the host has lost the stream it answers `fenced` and takes nothing back. */
  dispatch(input: I): Promise<Dispatched<S, E>>;
}

export interface HostLimits {
  /** Inputs waiting per stream; one more is refused with MailboxFull. */
  readonly mailboxMax: number;
  /** Streams held at once; one more is refused with HostFull. */
  readonly streamsMax: number;
  /** Inputs per stream that led to nothing and are still recognised when they come again. */
  readonly ignoredMax: number;
  /** How often an input is decided again because somebody else appended. */
  readonly conflictsMax: number;
  /** How often one store operation is tried while the store is unavailable. */
  readonly attemptsMax: number;
  /** From the first try of an operation on; no further one begins after it. */
  readonly patienceMsMax: number;
  readonly backoffMs: number;
  readonly backoffMsMax: number;
  /** Pause before a stream that was dropped because of the store is taken up again. */
  readonly recoverDelayMs: number;
  /** Streams that recoverAll works on at once. */
  readonly recoveriesMax: number;
}

export type HostFault =
  | {
      readonly kind: 'effect-failed';
      readonly stream: string;
      readonly effectId: string;
      readonly error: unknown;
    }
  | { readonly kind: 'listener-failed'; readonly stream: string; readonly error: unknown }
  | {
      readonly kind: 'timer-failed';
      readonly stream: string;
      readonly timerId: string;
      readonly error: unknown;
    }
  | { readonly kind: 'recovery-failed'; readonly stream: string; readonly error: unknown }
  | { readonly kind: 'store-unavailable'; readonly stream: string; readonly error: unknown }
  /** A newer owner holds the stream; this host has stopped acting for it. */
  | { readonly kind: 'fenced'; readonly stream: string; readonly epoch: number };

export interface HostOptions<S, I extends Input, E extends Event, F extends Effect> {
  readonly decider: Decider<S, I, E, F>;
  readonly store: Pick<EventStore, 'append' | 'read' | 'acquire' | 'openStreams'>;
  readonly actor: { readonly service: string; readonly instance: string };
  /** Starts an effect; it is not waited for. Its failure is reported as a fault and changes nothing else. */
  perform(effect: F, context: EffectContext<S, I, E>): void | Promise<void>;
  clock(): EpochMs;
  readonly scheduler: Scheduler;
  /** Asked for a stream that has no event yet; from then on its first event says it. */
  locate(stream: string): { readonly tenantId: string; readonly callId: string };
  /** Called after every append, before its effects start. */
  onAppended?(events: readonly Recorded<E>[], state: S): void;
  onFault?(fault: HostFault): void;
  readonly upcast?: Upcast<E>;
  readonly limits?: Partial<HostLimits>;
}

export interface Dispatched<S, E extends Event> {
  /**
   * `appended`: recorded, effects started. `ignored`: it means nothing in this state. `duplicate`: handled before,
   * `events` is what it led to then. `fenced`: a newer owner holds the stream, nothing was done.
   */
  readonly kind: 'appended' | 'ignored' | 'duplicate' | 'fenced';
  readonly events: readonly Recorded<E>[];
  readonly state: S;
  readonly version: number;
}

export interface Host<S, I extends Input, E extends Event> {
  /**
   * Hands an input to its stream, taking the stream's lease if this host does not hold it.
   * `causationId` defaults to the effect that the input answers, else to the input's own id.
   * Rejects with StoreUnavailable, MailboxFull, HostFull, HostClosed, ConflictsExhausted or UnknownEventType;
   * after a rejection the same input may be dispatched again.
   */
  dispatch(stream: string, input: I, causationId?: string): Promise<Dispatched<S, E>>;
  /** Takes a stream over: arms its timers and performs again what was asked for and not answered. */
  recover(stream: string): Promise<void>;
  /** recover() for every open stream, of those that `isMine`; a stream that fails is a fault. Returns how many succeeded. */
  recoverAll(category?: string, isMine?: (stream: string) => boolean): Promise<number>;
  /** Works off what waits for the stream, then forgets it: its timers are disarmed, late answers are `fenced`. */
  release(stream: string): Promise<void>;
  /** Resolves when nothing is left to do until time passes or a new input arrives. */
  idle(): Promise<void>;
  /** The folded state of a stream that this host holds. */
  state(stream: string): S | undefined;
  /** Streams held at this moment. */
  streams(): readonly string[];
  /** Takes no more inputs, works off the waiting ones and releases every stream. */
  close(): Promise<void>;
}

/** More inputs wait for the stream than its mailbox may hold. */
export class MailboxFull extends Error {
  override readonly name = 'MailboxFull';
}

/** The host holds as many streams as it may. */
export class HostFull extends Error {
  override readonly name = 'HostFull';
}

/** The host is closing and takes no more inputs. */
export class HostClosed extends Error {
  override readonly name = 'HostClosed';
}

/** Other writers kept appending between load and append. */
export class ConflictsExhausted extends Error {
  override readonly name = 'ConflictsExhausted';
}

export const HOST_LIMITS: HostLimits = {
  mailboxMax: 1_000,
  streamsMax: 10_000,
  ignoredMax: 256,
  conflictsMax: 8,
  attemptsMax: 6,
  patienceMsMax: 2_000,
  backoffMs: 50,
  backoffMsMax: 1_000,
  recoverDelayMs: 2_000,
  recoveriesMax: 8,
};
