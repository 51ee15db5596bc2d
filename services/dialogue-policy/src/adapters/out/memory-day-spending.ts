// The day's spending in memory: for one process, filled anew from the log.
import { inboxedHandler } from '@trunkline/event-bus';
import { type EventStore, type Recorded } from '@trunkline/event-sourcing';
import { MemoryInbox } from '@trunkline/event-store';
import { type DaySpending } from '../../ports/day-spending.port';
import { chargeOf, dayOf, SPENDING_CONSUMER } from './charge';

const DAYS_MAX = 1_000;

export const memoryDaySpending = (record: Pick<EventStore, 'read'>): DaySpending => {
  const days = new Map<string, number>();
  const handle = inboxedHandler({
    consumer: SPENDING_CONSUMER,
    inbox: new MemoryInbox(),
    record,
    apply: async (_tx, event: Recorded) => {
      const micros = chargeOf(event);
      if (micros === 0) return;
      const key = `${event.tenantId} ${dayOf(event.at)}`;
      days.set(key, (days.get(key) ?? 0) + micros);
      const oldest = days.size > DAYS_MAX ? days.keys().next().value : undefined;
      if (oldest !== undefined) days.delete(oldest);
    },
  });
  return { handle, spentMicros: async (tenantId, atMs) => days.get(`${tenantId} ${dayOf(atMs)}`) ?? 0 };
};
