// What the environment says about record, bus and cache; read once, bounded, before anything is opened.
import { ConfigError, type Env, flag, hostPort, int, oneOf, secret, str } from '@trunkline/runtime';

export interface EngineSettings {
  /** With its password: not to be logged. */
  readonly databaseUrl: string;
  /** `bring`: missing steps are applied at the start; `expect`: the schema is there, or the process does not start. */
  readonly schema: 'bring' | 'expect';
  /** A record that does not answer at the start is asked again for so long. */
  readonly waitMs: number;
  readonly pool: PoolLimits;
  readonly bus: BusSettings;
  readonly cache: CacheSettings;
}

export interface CacheSettings {
  /** Absent: what is cached is kept in the process. */
  readonly redisUrl?: string;
  readonly prefix?: string;
  /** Processes that share a cache need the same. */
  readonly keySecret?: string;
}

export interface PoolLimits {
  readonly connectionsMax: number;
  readonly statementMs: number;
  readonly idleInTransactionMs: number;
}

export type BusSettings =
  | { readonly kind: 'log' }
  | {
      readonly kind: 'kafka';
      readonly brokers: readonly string[];
      readonly topicPrefix?: string;
      /** This process offers itself as relay from the record to the brokers. */
      readonly relays: boolean;
    };

/** Throws ConfigError. */
export const readEngineSettings = (env: Env): EngineSettings => ({
  databaseUrl: str(env, 'DATABASE_URL'),
  schema: flag(env, 'DATABASE_MIGRATE', false) ? 'bring' : 'expect',
  waitMs: int(env, 'DATABASE_WAIT_MS', { min: 0, max: 600_000, or: 15_000 }),
  pool: {
    connectionsMax: int(env, 'DATABASE_CONNECTIONS_MAX', { min: 2, max: 200, or: 8 }),
    statementMs: int(env, 'DATABASE_STATEMENT_MS_MAX', { min: 100, max: 60_000, or: 5_000 }),
    idleInTransactionMs: int(env, 'DATABASE_IDLE_MS_MAX', { min: 1_000, max: 60_000, or: 10_000 }),
  },
  bus: busOf(env),
  cache: {
    ...(env.REDIS_URL ? { redisUrl: env.REDIS_URL } : {}),
    ...(env.CACHE_PREFIX ? { prefix: env.CACHE_PREFIX } : {}),
    ...(env.CACHE_KEY ? { keySecret: secret(env, 'CACHE_KEY') } : {}),
  },
});

const busOf = (env: Env): BusSettings => {
  const relays = flag(env, 'RECORD_RELAY', false);
  switch (oneOf(env, 'EVENT_BUS', { values: ['log', 'kafka'], or: 'log' })) {
    case 'log':
      if (relays)
        throw new ConfigError('config: RECORD_RELAY=true needs EVENT_BUS=kafka: the log is its own bus');
      return { kind: 'log' };
    case 'kafka': {
      const topicPrefix = env.KAFKA_TOPIC_PREFIX;
      return { kind: 'kafka', brokers: brokersOf(env), relays, ...(topicPrefix ? { topicPrefix } : {}) };
    }
  }
};

const brokersOf = (env: Env): readonly string[] =>
  str(env, 'KAFKA_BROKERS')
    .split(',')
    .map((broker) => broker.trim())
    .filter((broker) => broker !== '')
    .map((broker) => {
      const { host, port } = hostPort(broker, 'KAFKA_BROKERS');
      return `${host}:${port}`;
    });
