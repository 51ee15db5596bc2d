// A connection that dies after the statement was sent: nobody knows whether it was committed, and it does not matter.
import { createHost, StoreUnavailable, verifyChain } from '@trunkline/event-sourcing';
import { type Pool } from 'pg';
import { at } from '../inbox.contract';
import { scratchPostgres, type ScratchPostgres } from '../scratch-postgres';
import { sha256 } from '../sha256';
import { PostgresEventStore } from '../postgres/postgres-event-store';
import { PostgresInbox } from '../postgres/postgres-inbox';
import { openPool } from '../postgres/transaction';
import { appendAt } from '../record.double';
import { DatabaseProxy } from './database-proxy';

let postgres: ScratchPostgres;
let proxy: DatabaseProxy;
let pool: Pool;
beforeAll(async () => {
  postgres = await scratchPostgres();
  const behind = await DatabaseProxy.before(postgres.url);
  proxy = behind.proxy;
  pool = openPool(behind.url);
});
afterAll(async () => {
  await pool.end();
  await proxy.close();
  await postgres.stop();
});

const append = appendAt('cut/1', 0);

describe('a lost answer', () => {
  it('is a store that is unavailable, though the append is committed; the retry finds its own rows', async () => {
    const store = new PostgresEventStore(pool);
    proxy.cutNext({ when: 'answered', text: 'appended' });
    await expect(store.append(append)).rejects.toThrow(StoreUnavailable);
    const stored = await new PostgresEventStore(postgres.pool).read('cut/1');
    expect(stored.version).toBe(0);
    expect(await store.append(append)).toEqual({ kind: 'appended', events: stored.events });
    expect((await store.read('cut/1')).version).toBe(0);
  });

  it.each(['sent', 'answered'] as const)(
    'after the append was %s leaves every version once, and its retry is told the version it has',
    async (when) => {
      const store = new PostgresEventStore(pool);
      for (let version = 0; version < 20; version += 1) {
        const one = appendAt(`cut/${when}`, version);
        const before = proxy.cuts;
        // A request for it names the stream; an answer says what became of it.
        proxy.cutNext({ when, text: when === 'sent' ? 'cut/sent' : 'appended' });
        await expect(store.append(one)).rejects.toThrow(StoreUnavailable);
        expect(proxy.cuts).toBe(before + 1);
        const retried = await store.append(one);
        expect(retried).toMatchObject({ kind: 'appended', events: [{ version }] });
      }
      const { events } = await store.read(`cut/${when}`);
      expect(verifyChain(events, sha256)).toEqual({ kind: 'intact', events: 20 });
    },
  );

  it.each(['sent', 'answered'] as const)(
    'after COMMIT was %s leaves a projection applied once',
    async (when) => {
      const inbox = new PostgresInbox(pool);
      await postgres.pool.query(`create table projected_${when} (version integer)`);
      for (let version = 0; version < 10; version += 1) {
        const apply = () =>
          inbox.withInbox(when, at(`cut/inbox-${when}`, version), async (client) => {
            await client.query(`insert into projected_${when} values (${version})`);
          });
        // `commit` is what is sent, COMMIT what is answered.
        proxy.cutNext({ when, text: when === 'sent' ? 'commit' : 'COMMIT' });
        await expect(apply()).rejects.toThrow(StoreUnavailable);
        expect(['applied', 'duplicate']).toContain((await apply()).kind);
      }
      const { rows } = await postgres.pool.query(`select version from projected_${when} order by version`);
      expect(rows).toEqual(Array.from({ length: 10 }, (_, version) => ({ version })));
    },
  );

  it('leaves the host with one append and one effect per input', async () => {
    const performed: string[] = [];
    const host = createHost({
      decider: {
        category: 'cut',
        initial: 0,
        decide: (_count: number, input: { type: string; inputId: string; at: number }) => [
          { type: 'Counted', v: 1, inputId: input.inputId },
        ],
        evolve: (count: number) => count + 1,
        effects: (event: { type: string; v: number; inputId: string }) => [
          { type: 'Tell', inputId: event.inputId },
        ],
        isFinal: () => false,
      },
      store: new PostgresEventStore(pool),
      actor: { service: 'policy', instance: 'a' },
      perform: (_effect, { effectId }) => void performed.push(effectId),
      clock: () => 0,
      scheduler: {
        schedule: (_at, run) => {
          const handle = setImmediate(run);
          return () => clearImmediate(handle);
        },
      },
      locate: () => ({ tenantId: 'acme', callId: 'c2' }),
    });
    for (let round = 0; round < 10; round += 1) {
      proxy.cutNext({ when: 'answered', text: 'appended', times: round % 3 });
      const dispatched = await host.dispatch('cut/2', { type: 'Heard', inputId: `i${round}`, at: round });
      expect(dispatched).toMatchObject({ kind: 'appended', version: round, state: round + 1 });
    }
    expect(performed).toEqual(Array.from({ length: 10 }, (_, version) => `cut/2/${version}/0`));
    const { events } = await new PostgresEventStore(postgres.pool).read('cut/2');
    expect(verifyChain(events, sha256)).toEqual({ kind: 'intact', events: 10 });
    await host.close();
  });
});

describe('a row that was tampered with', () => {
  it.each([
    [
      'payload',
      `update es_event set payload = '{"type":"Said","v":1,"x":1}' where stream = 'cut/2' and version = 4`,
    ],
    ['owner', `update es_event set tenant_id = 'other' where stream = 'cut/2' and version = 4`],
  ])('is found: %s', async (_name, sql) => {
    const client = await postgres.pool.connect();
    await client.query('begin');
    await client.query(sql);
    const within: Pick<Pool, 'query'> = { query: client.query.bind(client) };
    const { events } = await new PostgresEventStore(within as Pool).read('cut/2');
    await client.query('rollback');
    client.release();
    expect(verifyChain(events, sha256)).toEqual({ kind: 'broken', version: 4, reason: 'hash-mismatch' });
  });
});

describe('a server that is gone', () => {
  it('is a store that is unavailable', async () => {
    const nowhere = openPool('postgres://nobody@127.0.0.1:9/none', { connectMs: 500 });
    const store = new PostgresEventStore(nowhere);
    await expect(store.append(append)).rejects.toThrow(StoreUnavailable);
    await expect(store.readAll(undefined, 1)).rejects.toThrow(StoreUnavailable);
    await nowhere.end();
  });

  it('is unavailable too when it is too slow', async () => {
    const hasty = openPool(postgres.url, { statementMs: 100 });
    const holder = await postgres.pool.connect();
    await holder.query('begin');
    await holder.query(`select * from es_stream where stream = 'cut/2' for update`);
    await expect(new PostgresEventStore(hasty).acquire('cut/2')).rejects.toThrow(StoreUnavailable);
    await holder.query('rollback');
    holder.release();
    await hasty.end();
  });
});
