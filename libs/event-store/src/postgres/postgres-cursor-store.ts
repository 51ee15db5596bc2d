// Consumer positions in Postgres; the lead is an advisory lock on a connection of its own.
import { StoreUnavailable, type LogCursor } from '@trunkline/event-sourcing';
import { type Client, type Pool } from 'pg';
import { type CursorStore, type Lead } from '../cursor-store.port';
import { translated } from './failures';
import { clientLike } from './transaction';

export class PostgresCursorStore implements CursorStore {
  constructor(private readonly pool: Pool) {}

  async lead(consumer: string): Promise<Lead | undefined> {
    // The lock goes with the connection; save() finds out.
    const client = clientLike(this.pool);
    try {
      return await translated(async () => {
        await client.connect();
        const { rows } = await client.query<{ leads: boolean }>(LOCK_STATEMENT, [consumer]);
        if (rows[0]?.leads) return leadOn(client, consumer);
        await client.end();
        return undefined;
      });
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
  }
}

const leadOn = (client: Client, consumer: string): Lead => ({
  load: () =>
    translated(async () => {
      const sql = 'select cursor from bus_cursor where consumer = $1';
      const { rows } = await client.query<{ cursor: LogCursor }>(sql, [consumer]);
      return rows[0]?.cursor;
    }),
  save: (cursor) =>
    translated(async () => {
      const { rowCount } = await client.query(SAVE_STATEMENT, [consumer, cursor]);
      if (!rowCount) throw new StoreUnavailable('the cursor was not saved');
    }),
  release: () => client.end().catch(() => undefined),
});

const LOCK_STATEMENT = `select pg_try_advisory_lock(hashtextextended('bus:' || $1, 0)) as leads`;

const SAVE_STATEMENT = `
  insert into bus_cursor (consumer, cursor) values ($1, $2)
  on conflict (consumer) do update set cursor = excluded.cursor`;
