// A consumer's inbox in Postgres: the last version per consumer and stream, moved in the projection's transaction.
import { type Recorded } from '@trunkline/event-sourcing';
import { type Pool, type PoolClient } from 'pg';
import { type Inbox, type Inboxed } from '../inbox.port';
import { translated } from './failures';
import { inTransaction } from './transaction';

export class PostgresInbox implements Inbox<PoolClient> {
  constructor(private readonly pool: Pool) {}

  withInbox(
    consumer: string,
    event: Recorded,
    apply: (client: PoolClient) => Promise<void>,
  ): Promise<Inboxed> {
    return inTransaction(this.pool, async (client) => {
      const key = [consumer, event.stream];
      const moved = await translated(() => client.query(MOVE_STATEMENT, [...key, event.version]));
      if (moved.rowCount) {
        await apply(client);
        return { kind: 'applied' };
      }
      const { rows } = await translated(() => client.query<{ version: number }>(LAST_STATEMENT, key));
      const last = rows[0]?.version ?? -1;
      return event.version <= last ? { kind: 'duplicate' } : { kind: 'gap', expectedVersion: last + 1 };
    });
  }
}

/** Moves by exactly one: from nothing to 0, or from n to n + 1. The row's lock makes rivals wait. */
const MOVE_STATEMENT = `
  insert into inbox as i (consumer, stream, version)
    select $1, $2, $3::integer
    where $3::integer = 0 or exists (select from inbox where consumer = $1 and stream = $2)
  on conflict (consumer, stream) do update set version = excluded.version where i.version = excluded.version - 1
  returning version`;

const LAST_STATEMENT = 'select version from inbox where consumer = $1 and stream = $2';
