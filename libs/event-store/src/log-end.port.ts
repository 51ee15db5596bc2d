// Where the log ends at this moment: for readers that care only for what comes.
import { type LogCursor } from '@trunkline/event-sourcing';

export interface LogEnd {
  /** Every event appended after the answer comes after this cursor. Rejects with StoreUnavailable. */
  logEnd(): Promise<LogCursor>;
}
