// Where each consumer group stands in the log, and which of its members reads at the moment.
import { type LogCursor } from '@trunkline/event-sourcing';

/** Held by one member of the group at a time, until released or until its connection is gone. */
export interface Lead {
  load(): Promise<LogCursor | undefined>;
  /** Rejects when the lead is lost. */
  save(cursor: LogCursor): Promise<void>;
  release(): Promise<void>;
}

export interface CursorStore {
  /** Undefined while another member leads. Rejects with StoreUnavailable. */
  lead(consumer: string): Promise<Lead | undefined>;
}
