// Opens what a process stands on: the record in Postgres, the bus that carries it, and the cache, as settings name them.
import { openCache, type OpenCache } from '@trunkline/cache';
import { type EventBus, kafkaSecurity, LogTailBus, openKafka } from '@trunkline/event-bus';
import {
  checkSchema,
  migrate,
  observeRecord,
  openPool,
  PostgresCursorStore,
  PostgresEventStore,
  PostgresInbox,
} from '@trunkline/event-store';
import { StoreUnavailable } from '@trunkline/event-sourcing';
import { type Env, type Logger, readiness } from '@trunkline/runtime';
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { type Pool } from 'pg';
import { type BusSettings, type EngineSettings, readEngineSettings } from './settings';

export interface Engines {
  readonly pool: Pool;
  /** Holds the snapshots too, and says when something is appended. */
  readonly store: PostgresEventStore;
  readonly bus: EventBus;
  readonly cursors: PostgresCursorStore;
  readonly inbox: PostgresInbox;
  readonly cache: OpenCache;
  /** Closes what was opened, the last first; subscriptions are stopped by who made them. */
  close(): Promise<void>;
}

export interface EngineUser {
  /** Names the process at the broker. */
  readonly service: string;
  readonly log: Logger;
}

const ASK_AGAIN_MS = 250;

/**
 * Rejects with ConfigError, with MigrationRefused when the schema is not the one this program knows, and with
 * StoreUnavailable when the record cannot be reached within DATABASE_WAIT_MS; what was opened until then is closed. From then on the process's
 * readiness says whether the record answers.
 */
export const openEngines = async (env: Env, user: EngineUser): Promise<Engines> => {
  const settings = readEngineSettings(env);
  const pool = openRecordPool(settings, user.log);
  try {
    await onceTheRecordAnswers(() => agreeOnSchema(pool, settings), settings.waitMs, user.log);
    const store = new PostgresEventStore(pool);
    const cursors = new PostgresCursorStore(pool);
    const carrier = await openCarrier(settings.bus, { env, user, store, cursors });
    const cache = await openCache({ ...settings.cache, log: user.log });
    const stopObserving = observeRecord(pool);
    const takeBack = readiness.check('record', () => pool.query('select 1').then(() => undefined));
    return {
      pool,
      store,
      cursors,
      bus: carrier.bus,
      inbox: new PostgresInbox(pool),
      cache,
      close: async () => {
        takeBack();
        stopObserving();
        await cache.close();
        await carrier.close();
        await pool.end();
      },
    };
  } catch (error) {
    await pool.end();
    throw error;
  }
};

const openRecordPool = ({ databaseUrl, pool }: EngineSettings, log: Logger): Pool =>
  openPool(databaseUrl, {
    ...pool,
    onConnectionLost: (error) => log.warn({ err: error }, 'an idle connection to the record was lost'),
  });

const agreeOnSchema = (pool: Pool, { schema }: EngineSettings): Promise<unknown> => {
  switch (schema) {
    case 'bring':
      return migrate(pool);
    case 'expect':
      return checkSchema(pool);
  }
};

/** A process that starts beside its record, or while it fails over, waits for it; what does not pass rejects at once. */
const onceTheRecordAnswers = async (
  ask: () => Promise<unknown>,
  waitMs: number,
  log: Logger,
): Promise<void> => {
  const until = Date.now() + waitMs;
  for (let asked = 1; ; asked += 1) {
    try {
      await ask();
      return;
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || Date.now() >= until) throw error;
      if (asked === 1) log.warn({ err: error, waitMs }, 'the record does not answer yet');
    }
    await setTimeout(ASK_AGAIN_MS);
  }
};

interface Carrier {
  readonly bus: EventBus;
  close(): Promise<void>;
}

interface Carried {
  readonly env: Env;
  readonly user: EngineUser;
  readonly store: PostgresEventStore;
  readonly cursors: PostgresCursorStore;
}

const openCarrier = async (settings: BusSettings, carried: Carried): Promise<Carrier> => {
  const { env, user, store, cursors } = carried;
  const source = { log: store, signal: store, cursors };
  if (settings.kind === 'log') return { bus: new LogTailBus(source), close: async () => undefined };
  const { brokers, topicPrefix, relays } = settings;
  const kafka = openKafka({
    brokers,
    clientId: user.service,
    log: user.log,
    security: kafkaSecurity(env, (path) => readFileSync(path, 'utf8')),
    ...(topicPrefix === undefined ? {} : { prefix: topicPrefix }),
  });
  try {
    if (relays)
      await kafka.startRelay(source, (error) => user.log.warn({ err: error }, 'the relay met a fault'));
    return { bus: kafka.bus, close: () => kafka.close() };
  } catch (error) {
    await kafka.close();
    throw error;
  }
};
