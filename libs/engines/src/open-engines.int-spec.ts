// Engines on a real Postgres: the schema is agreed on before anything is used, and readiness follows the record.
import { type Logger, readiness, silentLogger } from '@trunkline/runtime';
import { DatabaseProxy } from '@trunkline/event-store/faults/database-proxy';
import { scratchPostgres, type ScratchPostgres } from '@trunkline/event-store/scratch-postgres';
import { openEngines } from '@trunkline/engines';

const USER = { service: 'suite', log: silentLogger };
const ANSWER_MS_MAX = 5_000;

describe('engines', () => {
  let postgres: ScratchPostgres;
  beforeAll(async () => {
    postgres = await scratchPostgres({ migrations: [] });
  });
  afterAll(() => postgres.stop());

  it('are not opened on a schema that nobody has brought up to date', async () => {
    await expect(openEngines({ DATABASE_URL: postgres.url }, USER)).rejects.toThrow('behind this program');
  });

  it('bring the schema up to date where they may; from then on it is enough to look', async () => {
    await (await openEngines({ DATABASE_URL: postgres.url, DATABASE_MIGRATE: 'true' }, USER)).close();
    const engines = await openEngines({ DATABASE_URL: postgres.url }, USER);
    expect(await engines.store.openStreams('call')).toEqual([]);
    expect(engines.cache.kind).toBe('memory');
    await engines.close();
  });

  it('make the process ready, and say so as long as they are open', async () => {
    const engines = await openEngines({ DATABASE_URL: postgres.url }, USER);
    expect(await readiness.reasons(ANSWER_MS_MAX)).toEqual({});
    await engines.pool.end();
    expect(await readiness.reasons(ANSWER_MS_MAX)).toEqual({ record: 'failed' });
    await engines.close().catch(() => undefined);
    expect(await readiness.reasons(ANSWER_MS_MAX)).toEqual({});
  });

  it('wait for a record that is not there yet', async () => {
    const { proxy, url } = await DatabaseProxy.before('postgres://somebody@127.0.0.1:9/none');
    const told: string[] = [];
    const log: Logger = {
      ...silentLogger,
      warn: (_of: unknown, message?: string) => {
        told.push(message ?? '');
        proxy.pointTo(postgres.url);
      },
    };
    const { pathname, username, password } = new URL(postgres.url);
    const late = Object.assign(new URL(url), { pathname, username, password });
    const engines = await openEngines({ DATABASE_URL: late.href }, { ...USER, log });
    expect(await engines.store.openStreams('call')).toEqual([]);
    expect(told).toEqual(['the record does not answer yet']);
    await engines.close();
    await proxy.close();
  });

  it('say that the record cannot be reached, without its password', async () => {
    const env = { DATABASE_URL: 'postgres://somebody:hidden@127.0.0.1:9/none', DATABASE_WAIT_MS: '0' };
    const error = await openEngines(env, USER).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'StoreUnavailable' });
    expect(String(error)).not.toContain('hidden');
  });
});
