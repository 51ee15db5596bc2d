// Erasure of one call: everything of it is gone from every table, and nothing of another.
import { PostgresEventStore } from '../postgres/postgres-event-store';
import { PostgresInbox } from '../postgres/postgres-inbox';
import { appendAt } from '../record.double';
import { scratchPostgres, type ScratchPostgres } from '../scratch-postgres';
import { verifyRecord } from '../verify-record/verify-record';
import { eraseCall } from './erase-call';
import { expiredCalls } from '../retention/expired-calls';

let postgres: ScratchPostgres;
let store: PostgresEventStore;
beforeAll(async () => {
  postgres = await scratchPostgres();
  store = new PostgresEventStore(postgres.pool);
});
afterAll(() => postgres.stop());

const key = (callId: string) => ({ tenantId: 'acme', callId });

const rowsWith = async (text: string): Promise<number> => {
  let rows = 0;
  for (const table of ['es_stream', 'es_event', 'es_input', 'inbox']) {
    const sql = `select count(*)::integer as rows from ${table} t where t::text like '%' || $1 || '%'`;
    rows += (await postgres.pool.query<{ rows: number }>(sql, [text])).rows[0]?.rows ?? 0;
  }
  return rows;
};

describe('erasing a call', () => {
  it('takes all of its streams, tells who keeps something beside the record, and leaves a sound record', async () => {
    for (const callId of ['c-erased', 'c-stays']) {
      for (const category of ['line', 'call', 'action']) {
        await store.append(appendAt(`${category}/${callId}`, 0, { callId, isFinal: true }));
      }
    }
    await store.append(appendAt('agent/acme:ann', 0, { callId: 'c-erased' }));
    const { events } = await store.read('call/c-erased');
    if (events[0]) await new PostgresInbox(postgres.pool).withInbox('p', events[0], async () => undefined);
    expect(await eraseCall(postgres.pool, key('c-erased'))).toEqual({ kind: 'erased', streams: 3 });
    // No table has the name of one of its streams any more.
    expect(await rowsWith('/c-erased')).toBe(0);
    expect((await store.read('agent/acme:ann')).version).toBe(0);
    expect((await store.read('action/c-stays')).version).toBe(0);
    expect(await expiredCalls(postgres.pool, { sinceMs: 0, limit: 9 })).toMatchObject([key('c-erased')]);
    expect(await verifyRecord(postgres.pool)).toMatchObject({ kind: 'intact', streams: 4 });
    expect(await eraseCall(postgres.pool, key('c-erased'))).toEqual({ kind: 'unknown' });
  });

  it('waits for a call that is not over, and knows no other tenant', async () => {
    await store.append(appendAt('line/c-open', 0, { callId: 'c-open', isFinal: true }));
    await store.append(appendAt('call/c-open', 0, { callId: 'c-open' }));
    expect(await eraseCall(postgres.pool, key('c-open'))).toEqual({ kind: 'open' });
    expect(await eraseCall(postgres.pool, { tenantId: 'other', callId: 'c-open' })).toEqual({
      kind: 'unknown',
    });
    expect((await store.read('line/c-open')).version).toBe(0);
    await store.append(appendAt('call/c-open', 1, { callId: 'c-open', isFinal: true }));
    expect(await eraseCall(postgres.pool, key('c-open'))).toEqual({ kind: 'erased', streams: 2 });
  });
});
