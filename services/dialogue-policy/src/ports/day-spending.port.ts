// What each tenant's calls have cost today: a projection of their charges, for the daily limit.
import { type Recorded } from '@trunkline/event-sourcing';

export interface DaySpending {
  /** Millionths of a US dollar charged on that day (UTC) so far. */
  spentMicros(tenantId: string, atMs: number): Promise<number>;
  /** Takes an event of a call; the same one again changes nothing. */
  handle(event: Recorded): Promise<void>;
}
