// The table of calls: one row each, for lists; everything else about a call is folded from its streams.
import { type CallRow } from '../domain/call-row';

export interface CallQuery {
  readonly limit: number;
  /** Only calls that began before this one, in the table's order. */
  readonly before?: CallPosition;
  readonly tenantId?: string;
}

export interface CallPosition {
  readonly startedAt: number;
  readonly callId: string;
}

/** A call that has ended and is to be judged. */
export interface Unjudged {
  readonly callId: string;
  readonly tenantId: string;
  readonly endedAt: number;
}

/** `Tx` is the transaction of the inbox. */
export interface CallTable<Tx> {
  /** Reads the row under a lock, and writes what `change` makes of it. */
  update(tx: Tx, callId: string, change: (row: CallRow | undefined) => CallRow): Promise<void>;
  /** Newest first; equal times by id, the greater first. */
  list(query: CallQuery): Promise<readonly CallRow[]>;
  get(callId: string): Promise<CallRow | undefined>;
  /** Ids that begin so, ascending. */
  withPrefix(prefix: string, limit: number): Promise<readonly string[]>;
  /** Answers how many of them there were. */
  remove(callIds: readonly string[]): Promise<number>;
  /** Calls whose time to be judged has come, the longest overdue first. It comes with a call's end, and once. */
  unjudged(query: { readonly untilMs: number; readonly limit: number }): Promise<readonly Unjudged[]>;
  /** Another time; undefined when the call was judged. */
  judgeAt(callId: string, atMs: number | undefined): Promise<void>;
}
