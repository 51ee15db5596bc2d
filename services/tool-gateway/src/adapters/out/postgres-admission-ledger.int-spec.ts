// The ledger in Postgres keeps the port's promises, on a real server.
import { scratchPostgres, type ScratchPostgres } from '@trunkline/event-store/scratch-postgres';
import { admissionLedgerContract } from '../../ports/admission-ledger.contract';
import { PostgresAdmissionLedger } from './postgres-admission-ledger';

let postgres: ScratchPostgres;
let ledger: PostgresAdmissionLedger;
beforeAll(async () => {
  postgres = await scratchPostgres();
  [ledger] = await Promise.all([
    PostgresAdmissionLedger.open(postgres.pool),
    PostgresAdmissionLedger.open(postgres.pool),
  ]);
});
afterAll(() => postgres.stop());

admissionLedgerContract('PostgresAdmissionLedger', () => ledger);

it('remembers after it is opened again', async () => {
  await ledger.raiseFence({ tenantId: 'acme', callId: 'kept', epoch: 4 });
  const reopened = await PostgresAdmissionLedger.open(postgres.pool);
  expect(await reopened.fenceEpoch('acme', 'kept')).toBe(4);
});
