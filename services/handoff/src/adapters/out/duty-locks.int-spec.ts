// The DutyLock port in memory and in Postgres; there, who falls silent loses it.
import { scratchPostgres } from '@trunkline/event-store/scratch-postgres';
import { dutyLockContract } from '../../ports/duty-lock.contract';
import { postgresDutyLock } from './postgres-duty-lock';
import { SoleDuty } from './sole-duty';

dutyLockContract('a sole duty', async () => {
  const lock = new SoleDuty();
  return { one: lock, other: lock, close: async () => undefined };
});

dutyLockContract('a duty in Postgres', async () => {
  const postgres = await scratchPostgres();
  const [one, other] = [postgresDutyLock(postgres.pool), postgresDutyLock(postgres.pool)];
  return { one, other, close: () => postgres.stop() };
});

it('is taken from an instance that is silent', async () => {
  const postgres = await scratchPostgres();
  const stopped = await postgresDutyLock(postgres.pool, 300).take();
  const other = postgresDutyLock(postgres.pool);
  let taken = await other.take();
  expect(taken).toBeUndefined();
  for (const endMs = Date.now() + 10_000; taken === undefined && Date.now() < endMs;)
    taken = await other.take();
  expect(taken).toBeDefined();
  await expect(stopped?.isStillOurs()).rejects.toThrow();
  await taken?.release();
  await stopped?.release();
  await postgres.stop();
});
