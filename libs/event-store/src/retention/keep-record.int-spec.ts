// Retention on a real database: what has expired is gone from every table, and no stream is ever cut.
import { verifyChain } from '@trunkline/event-sourcing';
import { PostgresEventStore } from '../postgres/postgres-event-store';
import { PostgresInbox } from '../postgres/postgres-inbox';
import { appendAt, letItBe } from '../record.double';
import { scratchPostgres, type ScratchPostgres } from '../scratch-postgres';
import { sha256 } from '../sha256';
import { expiredCalls } from './expired-calls';
import { keepRecord } from './keep-record';
import { setRetention } from './retention-rules';

let postgres: ScratchPostgres;
let store: PostgresEventStore;
beforeAll(async () => {
  postgres = await scratchPostgres();
  store = new PostgresEventStore(postgres.pool);
});
beforeEach(async () => {
  await postgres.pool.query('truncate es_stream, es_event, es_input, inbox, es_expired_call');
  await setRetention(postgres.pool, [{ tenantId: '*', days: 90 }]);
  await itIs('2030-01-07');
});
afterAll(() => postgres.stop());

const itIs = async (day: string): Promise<void> => {
  await letItBe(postgres.pool, day);
  await postgres.pool.query('select es_prepare(4)');
};

const ended = async (stream: string, tenantId = 'acme'): Promise<void> => {
  for (const version of [0, 1, 2]) {
    await store.append(appendAt(stream, version, { tenantId, isFinal: version === 2 }));
  }
};

const rowsOf = async (stream: string): Promise<readonly number[]> =>
  Promise.all(
    ['es_stream', 'es_event', 'es_input', 'inbox'].map(async (table) => {
      const sql = `select count(*)::integer as rows from ${table} where stream = $1`;
      return (await postgres.pool.query<{ rows: number }>(sql, [stream])).rows[0]?.rows ?? -1;
    }),
  );

/** Whether the tables of the week that began on this day are there. */
const hasWeek = async (day: string): Promise<boolean> => {
  const sql = `select relname from pg_class where relkind = 'r' and relname ~ ('^es_(event|input)_' || $1)`;
  const { rowCount } = await postgres.pool.query(sql, [day.replaceAll('-', '')]);
  expect([0, 2]).toContain(rowCount);
  return rowCount === 2;
};

const GONE = [0, 0, 0, 0];

describe('keeping the record', () => {
  it('drops the week in which all streams have had their ninety days', async () => {
    await ended('call/old');
    await new PostgresInbox(postgres.pool).withInbox(
      'projection',
      await first('call/old'),
      async () => undefined,
    );
    await itIs('2030-01-14');
    await ended('call/young');
    await itIs('2030-04-06');
    expect(await keepRecord(postgres.pool)).toMatchObject({ streamsDeleted: 0 });
    expect(await hasWeek('2030-01-07')).toBe(true);
    await itIs('2030-04-07');
    expect(await keepRecord(postgres.pool)).toEqual({
      partitionsMade: 0,
      partitionsDropped: 1,
      streamsDeleted: 1,
      streamsOpen: 0,
      isDone: true,
    });
    expect(await rowsOf('call/old')).toEqual(GONE);
    expect(await rowsOf('call/young')).toEqual([1, 3, 3, 0]);
    expect(await hasWeek('2030-01-07')).toBe(false);
    expect(await hasWeek('2030-01-14')).toBe(true);
    const { events } = await store.readAll(undefined, 100);
    expect(events.map(({ stream, version }) => [stream, version])).toEqual([
      ['call/young', 0],
      ['call/young', 1],
      ['call/young', 2],
    ]);
  });

  it('never touches a stream that is still open, and deletes the ended ones around it', async () => {
    await ended('call/old');
    await store.append(appendAt('call/open', 0));
    await store.append(appendAt('call/open', 1));
    await itIs('2030-06-03');
    expect(await keepRecord(postgres.pool)).toMatchObject({
      streamsDeleted: 1,
      streamsOpen: 1,
    });
    expect(await hasWeek('2030-01-07')).toBe(true);
    expect(await rowsOf('call/old')).toEqual(GONE);
    await store.append(appendAt('call/open', 2, { isFinal: true }));
    const { events, inputs } = await store.read('call/open');
    expect(verifyChain(events, sha256)).toEqual({ kind: 'intact', events: 3 });
    expect(inputs).toHaveLength(3);
    expect(await keepRecord(postgres.pool)).toMatchObject({
      streamsDeleted: 1,
      streamsOpen: 0,
    });
    expect(await hasWeek('2030-01-07')).toBe(false);
    expect(await rowsOf('call/open')).toEqual(GONE);
  });

  it('keeps to the rule of each tenant', async () => {
    await setRetention(postgres.pool, [
      { tenantId: '*', days: 90 },
      { tenantId: 'short', days: 14 },
      { tenantId: 'long', days: 365 },
    ]);
    for (const tenant of ['acme', 'short', 'long']) await ended(`call/${tenant}`, tenant);
    await itIs('2030-01-21');
    expect(await keepRecord(postgres.pool)).toMatchObject({ streamsDeleted: 1 });
    expect(await hasWeek('2030-01-07')).toBe(true);
    expect(await rowsOf('call/short')).toEqual(GONE);
    await itIs('2030-04-08');
    expect(await keepRecord(postgres.pool)).toMatchObject({ streamsDeleted: 1 });
    expect(await hasWeek('2030-01-07')).toBe(true);
    expect(await rowsOf('call/acme')).toEqual(GONE);
    await itIs('2031-01-07');
    expect(await keepRecord(postgres.pool)).toMatchObject({ streamsDeleted: 1 });
    expect(await hasWeek('2030-01-07')).toBe(false);
    expect(await rowsOf('call/long')).toEqual(GONE);
  });

  it('keeps human agents, whose streams never end, out of the weeks', async () => {
    await store.append(appendAt('agent/acme:ann', 0));
    await itIs('2031-06-02');
    expect(await keepRecord(postgres.pool)).toMatchObject({ streamsOpen: 0, streamsDeleted: 0 });
    expect((await store.read('agent/acme:ann')).version).toBe(0);
  });

  it('keeps the streams of a call together', async () => {
    const callId = 'c-1';
    await store.append(appendAt('line/c-1', 0, { callId, isFinal: true }));
    await itIs('2030-01-14');
    await store.append(appendAt('call/c-1', 0, { callId, isFinal: true }));
    await itIs('2030-04-08');
    expect(await keepRecord(postgres.pool)).toMatchObject({ streamsDeleted: 2 });
    expect(await hasWeek('2030-01-07')).toBe(false);
    const told = await expiredCalls(postgres.pool, { sinceMs: 0, limit: 10 });
    expect(told).toMatchObject([{ tenantId: 'acme', callId }]);
  });

  it('goes in steps of few streams, and goes on where a run was cut short', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) await ended(`call/${name}`);
    await itIs('2030-06-03');
    const cut = await keepRecord(postgres.pool, { streamsPerStep: 2, stepsMax: 2 });
    expect(cut).toMatchObject({ streamsDeleted: 4, isDone: false });
    await store.append(appendAt('action/late', 0, { callId: 'of-call/e' }));
    const rest = await keepRecord(postgres.pool, { streamsPerStep: 2 });
    expect(rest).toMatchObject({ streamsDeleted: 1, isDone: true });
    expect(await hasWeek('2030-01-07')).toBe(false);
    expect((await store.read('action/late')).version).toBe(0);
  });

  it('goes on beside writers and readers', async () => {
    for (let count = 0; count < 30; count += 1) await ended(`call/old-${count}`);
    await itIs('2030-06-03');
    const writing = Promise.all([0, 1, 2, 3].map((writer) => writeOn(`call/new-${writer}`)));
    const [kept] = await Promise.all([keepRecord(postgres.pool, { streamsPerStep: 3 }), writing]);
    expect(kept).toMatchObject({ streamsDeleted: 30 });
    expect(await hasWeek('2030-01-07')).toBe(false);
    const { events } = await store.readAll(undefined, 1_000);
    expect(events).toHaveLength(4 * 40);
  });

  it('waits for a long reader without making appends wait behind it', async () => {
    await ended('call/old');
    await itIs('2030-06-03');
    const reader = await postgres.pool.connect();
    await reader.query('begin');
    await reader.query('select count(*) from es_event, es_input');
    let pauses = 0;
    const kept = await keepRecord(postgres.pool, {
      pause: async () => {
        pauses += 1;
        if (pauses === 3) await reader.query('commit');
        expect((await store.append(appendAt('call/beside', pauses - 1))).kind).toBe('appended');
      },
    });
    reader.release();
    expect(pauses).toBe(3);
    expect(kept.isDone).toBe(true);
    expect(await hasWeek('2030-01-07')).toBe(false);
  });

  it('lets streams begin in an older week when nobody has prepared this one', async () => {
    await letItBe(postgres.pool, '2030-12-30');
    await ended('call/unprepared');
    expect((await store.read('call/unprepared')).version).toBe(2);
  });
});

const first = async (stream: string) => {
  const { events } = await store.read(stream);
  if (!events[0]) throw new Error('no event');
  return events[0];
};

const writeOn = async (stream: string): Promise<void> => {
  for (let version = 0; version < 40; version += 1) {
    expect((await store.append(appendAt(stream, version))).kind).toBe('appended');
    await store.readAll(undefined, 10);
  }
};
