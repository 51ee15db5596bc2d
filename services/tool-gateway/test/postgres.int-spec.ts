// The whole service on a real Postgres: the record and the admissions of its actions survive it.
import { tools } from '@trunkline/contracts';
import { PostgresEventStore } from '@trunkline/event-store';
import { scratchPostgres, type ScratchPostgres } from '@trunkline/event-store/scratch-postgres';
import { PostgresAdmissionLedger } from '../src';
import { DeskGateway } from './desk-gateway';

let postgres: ScratchPostgres;
let world: DeskGateway;
beforeAll(async () => {
  postgres = await scratchPostgres();
  const ledger = await PostgresAdmissionLedger.open(postgres.pool);
  world = await DeskGateway.open({ store: new PostgresEventStore(postgres.pool), ledger });
});
afterAll(async () => {
  await world.close();
  await postgres.stop();
});

it('runs what is asked for fifty times at once, once', async () => {
  const request = world.confirmed({ tool: 'refund', actionId: 'p1' });
  const asked = await Promise.all(Array.from({ length: 50 }, () => world.ask(request)));
  expect(new Set(asked.map(({ settled }) => settled?.outcome))).toEqual(
    new Set([tools.Outcome.OUTCOME_SUCCEEDED]),
  );
  expect(await world.entries()).toHaveLength(1);
});

it('tells a successor what was done, what was confirmed and what was fenced', async () => {
  const done = world.confirmed(
    { tool: 'refund', actionId: 'p2', callId: 'c2', args: { order: '61875' } },
    { confirmationId: 'yes' },
  );
  await world.ask(done);
  await world.fence(7, 'c2');
  await world.replace();
  expect((await world.ask(done)).settled).toMatchObject({ replayed: true, receipt: 'RF-61875-0002' });
  const args = { order: '61876' };
  const twice = world.confirmed(
    { tool: 'refund', actionId: 'p3', callId: 'c2', epoch: 7, args },
    { confirmationId: 'yes' },
  );
  expect((await world.ask(twice)).error?.details).toBe('CONFIRMATION_VOID: used');
  const older = world.confirmed({ tool: 'refund', actionId: 'p4', callId: 'c2', epoch: 6, args });
  expect((await world.ask(older)).error?.details).toMatch(/^FENCED/);
});
