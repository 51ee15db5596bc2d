// What the four transaction machines have in common: they are told what happened and when, and answer what to do.
import type { Timers } from './timers';

export interface MachineOptions {
  readonly timers: Timers;
  /** A reliable transport does not retransmit and does not linger. */
  readonly isReliable: boolean;
}

/** `deliver` hands the response up, `ack` acknowledges a non-2xx, `failed` is a transport error. */
export type ClientOutput = 'send' | 'ack' | 'deliver' | 'timeout' | 'failed' | 'terminated';

export interface ClientMachine {
  readonly state: 'calling' | 'trying' | 'proceeding' | 'accepted' | 'completed' | 'terminated';
  readonly deadlineMs: number;
  start(nowMs: number): readonly ClientOutput[];
  receive(status: number, nowMs: number): readonly ClientOutput[];
  expire(nowMs: number): readonly ClientOutput[];
  fail(): readonly ClientOutput[];
}

/** `send` means the last response given, `timeout` a final response that was never acknowledged. */
export type ServerOutput = 'send' | 'timeout' | 'terminated';

export interface ServerMachine {
  readonly state: 'trying' | 'proceeding' | 'accepted' | 'completed' | 'confirmed' | 'terminated';
  readonly deadlineMs: number;
  /** The same request again. */
  repeat(nowMs: number): readonly ServerOutput[];
  /** An ACK that belongs to this transaction. */
  acknowledge(nowMs: number): readonly ServerOutput[];
  /** Empty when the state does not take that response any more. */
  respond(status: number, nowMs: number): readonly ServerOutput[];
  expire(nowMs: number): readonly ServerOutput[];
}
