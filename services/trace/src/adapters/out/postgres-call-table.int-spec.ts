// The table in Postgres keeps the port's promises, on a real server.
import { inTransaction } from '@trunkline/event-store';
import { scratchPostgres, type ScratchPostgres } from '@trunkline/event-store/scratch-postgres';
import { type PoolClient } from 'pg';
import { callTableContract, rowOf } from '../../ports/call-table.contract';
import { PostgresCallTable } from './postgres-call-table';

let postgres: ScratchPostgres;
beforeAll(async () => {
  postgres = await scratchPostgres();
});
afterAll(() => postgres.stop());

callTableContract('PostgresCallTable', async () => {
  const [table] = await Promise.all([
    PostgresCallTable.open(postgres.pool),
    PostgresCallTable.open(postgres.pool),
  ]);
  await postgres.pool.query('truncate trace.trace_call');
  return {
    table,
    transact: (use: (client: PoolClient) => Promise<void>) => inTransaction(postgres.pool, use),
  };
});

it('takes a change back with its transaction', async () => {
  const table = await PostgresCallTable.open(postgres.pool);
  const failing = inTransaction(postgres.pool, async (client) => {
    await table.update(client, 'gone', () => rowOf('gone', 1));
    throw new Error('the inbox failed');
  });
  await expect(failing).rejects.toThrow('the inbox failed');
  expect(await table.get('gone')).toBeUndefined();
});
