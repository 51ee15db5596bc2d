// The day's spending in Postgres: one row per tenant and day, moved in the inbox's transaction.
import { inboxedHandler } from '@trunkline/event-bus';
import { type EventStore, type Recorded } from '@trunkline/event-sourcing';
import { inTransaction, PostgresInbox } from '@trunkline/event-store';
import { type Pool, type PoolClient } from 'pg';
import { type DaySpending } from '../../ports/day-spending.port';
import { chargeOf, dayOf, SPENDING_CONSUMER } from './charge';

/** Any number; every process that prepares the table takes the same lock. */
const PREPARE_LOCK = 7_236_412;

/** Makes the table if it is not there. The pool stays the caller's to close. */
export const openPostgresDaySpending = async (
  pool: Pool,
  record: Pick<EventStore, 'read'>,
): Promise<DaySpending> => {
  await inTransaction(pool, async (client) => {
    await client.query('select pg_advisory_xact_lock($1)', [PREPARE_LOCK]);
    await client.query(TABLE);
  });
  const handle = inboxedHandler<PoolClient>({
    consumer: SPENDING_CONSUMER,
    inbox: new PostgresInbox(pool),
    record,
    apply: async (client, event: Recorded) => {
      const micros = chargeOf(event);
      if (micros > 0) await client.query(ADD, [event.tenantId, dayOf(event.at), micros]);
    },
  });
  const spentMicros = (tenantId: string, atMs: number): Promise<number> =>
    inTransaction(pool, async (client) => {
      const { rows } = await client.query<{ micros: string }>(READ, [tenantId, dayOf(atMs)]);
      return Number(rows[0]?.micros ?? 0);
    });
  return { handle, spentMicros };
};

const TABLE = `
  create table if not exists tenant_day_spending (
    tenant_id text not null, day date not null, micros bigint not null, primary key (tenant_id, day))`;

const ADD = `
  insert into tenant_day_spending as s (tenant_id, day, micros) values ($1, $2, $3)
  on conflict (tenant_id, day) do update set micros = s.micros + excluded.micros`;

const READ = 'select micros from tenant_day_spending where tenant_id = $1 and day = $2';
