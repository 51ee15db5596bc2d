// A record that was written under an earlier schema: brought forward with its rows, read back whole, and continued.
import { type Recorded, verifyChain } from '@trunkline/event-sourcing';
import { type Pool } from 'pg';
import { appendAt } from '../record.double';
import { scratchPostgres, type ScratchPostgres } from '../scratch-postgres';
import { sha256 } from '../sha256';
import { checkSchema } from './check-schema';
import { migrate } from './migrate';
import { MIGRATIONS } from './migrations';
import { PostgresEventStore } from './postgres-event-store';
import { EVENT_COLUMNS, type EventRow, recordedOf } from './rows';

const CALLS = 40;
/** Schema without partitions: the first two steps. */
const EARLIER = MIGRATIONS.slice(0, 2);

let postgres: ScratchPostgres;
let store: PostgresEventStore;
let before: readonly Recorded[];
beforeAll(async () => {
  postgres = await scratchPostgres({ migrations: EARLIER });
  store = new PostgresEventStore(postgres.pool);
  await writeCalls();
  await age();
  before = await inLogOrder(postgres.pool);
  await migrate(postgres.pool);
});
afterAll(() => postgres.stop());

const appendOf = (stream: string, version: number) =>
  appendAt(stream, version, {
    callId: stream.replace(/^\w+/, 'c'),
    isFinal: version === 4 && !stream.endsWith('/7'),
    events: [0, 1, 2].slice(0, (version % 3) + 1).map((index) => ({ type: 'Said', v: 1, text: `${index}` })),
    expectedVersion: version === 0 ? -1 : (SIZES[version - 1] ?? 0) - 1,
  });
/** Events after so many appends. */
const SIZES = [1, 3, 6, 7, 9];

const writeCalls = async (): Promise<void> => {
  for (let call = 0; call < CALLS; call += 1) {
    const streams = [`line/${call}`, `call/${call}`];
    for (let version = 0; version < 5; version += 1) {
      for (const stream of streams) await store.append(appendOf(stream, version));
    }
  }
  await store.append(appendAt('agent/acme:ann', 0));
  await store.acquire('call/taken-never-begun');
};

/** A call a day, back from yesterday. */
const age = async (): Promise<void> => {
  await postgres.pool
    .query(`update es_event set recorded_at = now() - interval '1 day' * (1 + split_part(stream, '/', 2)::integer)
    where stream ~ '/[0-9]+$'`);
};

const inLogOrder = async (pool: Pool): Promise<readonly Recorded[]> => {
  const sql = `select ${EVENT_COLUMNS} from es_event e order by tx, global_seq`;
  return (await pool.query<EventRow>(sql)).rows.map((row) => recordedOf(row));
};

describe('a record of the schema without partitions', () => {
  it('is the one this program knows when it has been brought forward', async () => {
    await expect(checkSchema(postgres.pool)).resolves.toMatchObject({ kind: 'fit' });
  });

  it('has every event, in the same order of the log', async () => {
    expect(before).toHaveLength(CALLS * 2 * 9 + 1);
    const { events } = await store.readAll(undefined, 10_000);
    expect(events).toEqual(before);
  });

  it('has every stream whole, with its inputs and its hash chain', async () => {
    for (let call = 0; call < CALLS; call += 1) {
      const { events, inputs, version, epoch } = await store.read(`call/${call}`);
      expect(verifyChain(events, sha256)).toEqual({ kind: 'intact', events: 9 });
      expect(inputs.map(({ firstVersion, count }) => [firstVersion, count])).toEqual([
        [0, 1],
        [1, 2],
        [3, 3],
        [6, 1],
        [7, 2],
      ]);
      expect([version, epoch]).toEqual([8, 1]);
    }
    expect(await store.openStreams('call')).toEqual(['call/7']);
    expect((await store.read('call/taken-never-begun')).epoch).toBe(1);
  });

  it('spreads over the weeks in which the calls began, the streams of a call together', async () => {
    const sql = `select call_id, count(distinct begun_on)::integer as weeks, extract(isodow from min(begun_on))::integer as dow
      from es_stream where isfinite(begun_on) group by call_id`;
    const { rows } = await postgres.pool.query<{ weeks: number; dow: number }>(sql);
    expect(rows).toHaveLength(CALLS);
    expect(rows.every(({ weeks, dow }) => weeks === 1 && dow === 1)).toBe(true);
    const used = await postgres.pool.query('select distinct begun_on from es_event');
    expect(used.rowCount).toBeGreaterThan(5);
  });

  it('answers a retry of what was written before, and takes what comes next', async () => {
    const retried = await store.append(appendOf('call/3', 4));
    expect(retried).toEqual({ kind: 'appended', events: (await store.read('call/3')).events.slice(7) });
    expect(await store.append(appendAt('call/7', 4))).toEqual({
      kind: 'duplicate',
      events: retried.kind === 'appended' ? (await store.read('call/7')).events.slice(7) : [],
    });
    const end = await store.logEnd();
    const next = await store.append(appendAt('call/7', 9));
    expect(next.kind).toBe('appended');
    const { events } = await store.readAll(end, 10);
    expect(events.map(({ stream, version }) => [stream, version])).toEqual([['call/7', 9]]);
    expect(verifyChain((await store.read('call/7')).events, sha256)).toEqual({ kind: 'intact', events: 10 });
  });
});
