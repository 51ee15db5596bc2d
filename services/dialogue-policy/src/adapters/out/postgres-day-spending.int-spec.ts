// The projection in Postgres keeps the port's promises, on a real server, and is still there after a restart.
import { scratchPostgres, type ScratchPostgres } from '@trunkline/event-store/scratch-postgres';
import { charged, daySpendingContract } from '../../ports/day-spending.contract';
import { openPostgresDaySpending } from './postgres-day-spending';

const empty = { read: async () => ({ events: [], inputs: [], version: -1, epoch: 0 }) };
let postgres: ScratchPostgres;
beforeAll(async () => {
  postgres = await scratchPostgres();
});
afterAll(() => postgres.stop());

const open = async () => {
  const spending = await openPostgresDaySpending(postgres.pool, empty);
  await postgres.pool.query('truncate tenant_day_spending; delete from inbox');
  return spending;
};

daySpendingContract('openPostgresDaySpending', open);

it('remembers after it is opened again', async () => {
  const spending = await open();
  await spending.handle(charged(0, 77));
  const reopened = await openPostgresDaySpending(postgres.pool, empty);
  await reopened.handle(charged(0, 77));
  expect(await reopened.spentMicros('acme', charged(0, 0).at)).toBe(77);
});
