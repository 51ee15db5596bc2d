import { readEngineSettings } from './settings';

const DATABASE_URL = 'postgres://record';

describe('the settings of record, bus and cache', () => {
  it('are a record that somebody else keeps up to date, and its own bus, unless something else is said', () => {
    expect(readEngineSettings({ DATABASE_URL })).toEqual({
      databaseUrl: DATABASE_URL,
      schema: 'expect',
      waitMs: 15_000,
      pool: { connectionsMax: 8, statementMs: 5_000, idleInTransactionMs: 10_000 },
      bus: { kind: 'log' },
      cache: {},
    });
  });

  it('name brokers, a relay and a cache', () => {
    const env = {
      DATABASE_URL,
      DATABASE_MIGRATE: 'true',
      EVENT_BUS: 'kafka',
      KAFKA_BROKERS: 'one:9092, two:9092',
      KAFKA_TOPIC_PREFIX: 'test',
      RECORD_RELAY: 'true',
      REDIS_URL: 'redis://cache',
      CACHE_PREFIX: 'test',
    };
    expect(readEngineSettings(env)).toMatchObject({
      schema: 'bring',
      bus: { kind: 'kafka', brokers: ['one:9092', 'two:9092'], topicPrefix: 'test', relays: true },
      cache: { redisUrl: 'redis://cache', prefix: 'test' },
    });
  });

  it.each([
    [{}, 'DATABASE_URL is not set'],
    [{ DATABASE_URL, DATABASE_MIGRATE: 'maybe' }, 'DATABASE_MIGRATE=maybe is not one of true, false'],
    [{ DATABASE_URL, EVENT_BUS: 'kafka' }, 'KAFKA_BROKERS is not set'],
    [{ DATABASE_URL, EVENT_BUS: 'kafka', KAFKA_BROKERS: 'one' }, 'KAFKA_BROKERS=one is not HOST:PORT'],
    [{ DATABASE_URL, RECORD_RELAY: 'true' }, 'RECORD_RELAY=true needs EVENT_BUS=kafka'],
    [{ DATABASE_URL, DATABASE_CONNECTIONS_MAX: '1' }, 'DATABASE_CONNECTIONS_MAX=1 is not an integer'],
  ])('are refused: %j', (env, message) => {
    expect(() => readEngineSettings(env)).toThrow(message);
  });
});
