// Readers of the whole log among slow transactions: the plain reader loses rows, the record's reader loses none.
import { type EventStore } from '@trunkline/event-sourcing';
import { type Pool, type PoolClient } from 'pg';
import { scratchPostgres, type ScratchPostgres } from '../scratch-postgres';
import { PostgresEventStore } from './postgres-event-store';

let postgres: ScratchPostgres;
beforeAll(async () => {
  postgres = await scratchPostgres({ connectionsMax: 8 });
});
afterAll(() => postgres.stop());

const append = (store: EventStore, stream: string, expectedVersion: number) =>
  store.append({
    stream,
    tenantId: 'acme',
    callId: 'c1',
    expectedVersion,
    actor: { service: 'policy', instance: 'a', epoch: 1 },
    causationId: 'cause',
    input: { type: 'Heard', inputId: `i${expectedVersion + 1}`, at: 1 },
    events: [{ type: 'Said', v: 1 }],
    isFinal: false,
  });

/** The pool, seen as a store that speaks over one open transaction. */
const storeIn = (client: PoolClient): PostgresEventStore => {
  const pool: Pick<Pool, 'query'> = { query: client.query.bind(client) };
  return new PostgresEventStore(pool as Pool);
};

const plainReader = (pool: Pool) => {
  let last = '0';
  const seen: string[] = [];
  return {
    seen,
    read: async (): Promise<void> => {
      const sql = 'select global_seq, event_id from es_event where global_seq > $1 order by global_seq';
      const { rows } = await pool.query<{ global_seq: string; event_id: string }>(sql, [last]);
      seen.push(...rows.map(({ event_id }) => event_id));
      last = rows.at(-1)?.global_seq ?? last;
    },
  };
};

const recordReader = (store: EventStore) => {
  let cursor: string | undefined;
  const seen: { readonly id: string; readonly stream: string; readonly version: number }[] = [];
  return {
    seen,
    read: async (): Promise<void> => {
      const page = await store.readAll(cursor, 1_000);
      seen.push(...page.events.map(({ eventId, stream, version }) => ({ id: eventId, stream, version })));
      cursor = page.cursor;
    },
  };
};

describe('the reader of the whole log', () => {
  it('waits for the slow transaction that the plain reader skips', async () => {
    const store = new PostgresEventStore(postgres.pool);
    const [plain, record] = [plainReader(postgres.pool), recordReader(store)];
    const slow = await postgres.pool.connect();
    await slow.query('begin');
    await append(storeIn(slow), 'slow/1', -1);
    await append(store, 'fast/1', -1);
    await Promise.all([plain.read(), record.read()]);
    expect(plain.seen).toEqual(['fast/1#i0#0']);
    expect(record.seen).toEqual([]);
    await slow.query('commit');
    slow.release();
    await Promise.all([plain.read(), record.read()]);
    expect(plain.seen).toEqual(['fast/1#i0#0']);
    expect(record.seen.map(({ id }) => id)).toEqual(['slow/1#i0#0', 'fast/1#i0#0']);
  });

  it('loses nothing and keeps every stream in order among many writers, some of them slow', async () => {
    const store = new PostgresEventStore(postgres.pool);
    const record = recordReader(store);
    await record.read();
    const before = record.seen.length;
    let isWriting = true;
    const reading = (async (): Promise<void> => {
      while (isWriting) await record.read();
    })();
    await Promise.all([0, 1, 2, 3, 4].map((writer) => write(store, writer)));
    isWriting = false;
    await reading;
    await record.read();
    const seen = record.seen.slice(before);
    expect(seen).toHaveLength(5 * ROUNDS);
    const next = new Map<string, number>();
    for (const { stream, version } of seen) {
      expect(version).toBe(next.get(stream) ?? 0);
      next.set(stream, version + 1);
    }
  });
});

const ROUNDS = 60;

/** Every third append is committed only after another writer had its turn. */
const write = async (store: PostgresEventStore, writer: number): Promise<void> => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const stream = `many/${writer}`;
    if (round % 3 !== writer % 3) {
      await append(store, stream, round - 1);
      continue;
    }
    const client = await postgres.pool.connect();
    await client.query('begin');
    await append(storeIn(client), stream, round - 1);
    await client.query('select pg_sleep(0.005)');
    await client.query('commit');
    client.release();
  }
};
