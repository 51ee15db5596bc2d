// What an event adds to the day's spending of its tenant.
import { type Recorded } from '@trunkline/event-sourcing';

export const SPENDING_CONSUMER = 'dialogue-policy.day-spending';

/** Micros of a charge, 0 for any other event. */
export const chargeOf = ({ event }: Recorded): number =>
  event.type === 'BudgetCharged' && 'micros' in event && typeof event.micros === 'number' ? event.micros : 0;

/** The UTC day, as in 2026-05-01. */
export const dayOf = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);
