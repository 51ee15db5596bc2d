// The duty as an advisory lock on a connection of its own, which the server ends when its holder is silent for too long.
import { StoreUnavailable } from '@trunkline/event-sourcing';
import { clientLike } from '@trunkline/event-store/postgres/transaction';
import { type Duty, type DutyLock } from '../../ports/duty-lock.port';

type Pool = Parameters<typeof clientLike>[0];
type Client = ReturnType<typeof clientLike>;

/** A process that is stopped keeps its connections: the server has to take the lock from it. */
export const SILENT_MS_MAX = 8_000;

export const postgresDutyLock = (pool: Pool, silentMsMax = SILENT_MS_MAX): DutyLock => ({
  take: async () => {
    const client = clientLike(pool);
    try {
      await client.connect();
      const { rows } = await client.query<{ taken: boolean }>(TAKE_STATEMENT, []);
      if (rows[0]?.taken) {
        await client.query(`select set_config('idle_session_timeout', $1, false)`, [`${silentMsMax}ms`]);
        return dutyOn(client);
      }
    } catch (error) {
      await client.end().catch(() => undefined);
      throw new StoreUnavailable('the duty could not be asked for', { cause: error });
    }
    await client.end();
    return undefined;
  },
});

const dutyOn = (client: Client): Duty => ({
  isStillOurs: async () => {
    await client.query('select 1');
  },
  release: () => client.end().catch(() => undefined),
});

const TAKE_STATEMENT = `select pg_try_advisory_lock(hashtextextended('duty:handoff', 0)) as taken`;
