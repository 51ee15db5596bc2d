// The record of a data folder: the Postgres it is in, started when nobody has started it, and what is opened on it.
import { type Engines, openEngines } from '@trunkline/engines';
import { startPostgres } from '@trunkline/event-store';
import { type Logger, silentLogger } from '@trunkline/runtime';
import { join } from 'node:path';
import { databaseOnServers } from './processes/engine-choice';

export interface OpenRecord extends Engines {
  /** With its password: not to be logged. */
  readonly databaseUrl: string;
}

export interface RecordOptions {
  readonly dataDir: string;
  /** False trades the survival of a power cut for speed. */
  readonly durable: boolean;
  /** A database that somebody else keeps running; otherwise that of the folder. */
  readonly databaseUrl?: string;
  readonly log?: Logger;
}

const CONNECTIONS_MAX = '12';

/** Rejects with an Error that says what is missing and what to do. */
export const openRecord = async (options: RecordOptions): Promise<OpenRecord> => {
  const { log = silentLogger } = options;
  const server = await serverOf(options);
  try {
    const env = {
      DATABASE_URL: server.url,
      DATABASE_MIGRATE: 'true',
      DATABASE_CONNECTIONS_MAX: CONNECTIONS_MAX,
    };
    const engines = await openEngines(env, { service: 'platform', log });
    return {
      ...engines,
      databaseUrl: server.url,
      close: async () => {
        await engines.close();
        await server.stop();
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
};

/** A folder that was begun on the real servers has its record there. */
const serverOf = async ({ dataDir, durable, databaseUrl, log }: RecordOptions) => {
  if (databaseUrl !== undefined) return { url: databaseUrl, stop: async () => undefined };
  const say = (message: string): void => log?.info(message);
  const elsewhere = await databaseOnServers(dataDir, say);
  if (elsewhere !== undefined) return { url: elsewhere, stop: async () => undefined };
  return startPostgres({ dataDir: join(dataDir, 'postgres'), durable, log: say });
};
