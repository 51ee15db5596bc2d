// The stores in Postgres keep the promises of their ports, on a real server.
import { appendSignalContract } from '../append-signal.contract';
import { cursorStoreContract } from '../cursor-store.contract';
import { eventStoreContract } from '../event-store.contract';
import { eventStoreModelContract } from '../event-store-model.contract';
import { at, inboxContract } from '../inbox.contract';
import { scratchPostgres, type ScratchPostgres } from '../scratch-postgres';
import { logEndContract } from '../log-end.contract';
import { snapshotStoreContract } from '../snapshot-store.contract';
import { PostgresCursorStore } from './postgres-cursor-store';
import { PostgresEventStore } from './postgres-event-store';
import { PostgresInbox } from './postgres-inbox';
import { openPool } from './transaction';

let postgres: ScratchPostgres;
beforeAll(async () => {
  postgres = await scratchPostgres();
});
afterAll(() => postgres.stop());

eventStoreContract('PostgresEventStore', () => new PostgresEventStore(postgres.pool));
eventStoreModelContract('PostgresEventStore', () => new PostgresEventStore(postgres.pool), 60);
logEndContract('PostgresEventStore', () => new PostgresEventStore(postgres.pool));
appendSignalContract('PostgresEventStore', () => new PostgresEventStore(postgres.pool));
snapshotStoreContract('PostgresEventStore', () => new PostgresEventStore(postgres.pool));
inboxContract('PostgresInbox', () => new PostgresInbox(postgres.pool));
cursorStoreContract('PostgresCursorStore', () => new PostgresCursorStore(postgres.pool));

describe('PostgresInbox', () => {
  it('rolls the projection back together with the inbox', async () => {
    const inbox = new PostgresInbox(postgres.pool);
    await postgres.pool.query('create table seen (version integer)');
    const failing = inbox.withInbox('projection', at('call/tx', 0), async (client) => {
      await client.query('insert into seen values (0)');
      throw new Error('after the write');
    });
    await expect(failing).rejects.toThrow('after the write');
    expect((await postgres.pool.query('select * from seen')).rowCount).toBe(0);
    await inbox.withInbox('projection', at('call/tx', 0), async (client) => {
      await client.query('insert into seen values (0)');
    });
    expect((await postgres.pool.query('select * from seen')).rowCount).toBe(1);
  });
});

describe('openPool', () => {
  it.each(['acme', 'a b', 'back\\slash', "quo'te", '-c log_statement=all'])(
    'tells the database its tenant as it is named: %s',
    async (tenantId) => {
      const pool = openPool(postgres.url, { tenantId, connectionsMax: 1 });
      const sql = `select current_setting('trunkline.tenant') as tenant, current_setting('log_statement') as logged`;
      expect((await pool.query(sql)).rows).toEqual([{ tenant: tenantId, logged: 'none' }]);
      await pool.end();
    },
  );

  it('bounds every wait at the server too', async () => {
    const sql = `select name, setting from pg_settings
      where name in ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout') order by name`;
    expect((await postgres.pool.query(sql)).rows).toEqual([
      { name: 'idle_in_transaction_session_timeout', setting: '10000' },
      { name: 'lock_timeout', setting: '4000' },
      { name: 'statement_timeout', setting: '5000' },
    ]);
  });
});
