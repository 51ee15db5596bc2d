// One run of maintenance: partitions ahead, and what has had its time deleted, in small steps.
import { setTimeout as delay } from 'node:timers/promises';
import { type Pool } from 'pg';
import { isLockWait, translated } from '../postgres/failures';

export interface Kept {
  readonly partitionsMade: number;
  readonly partitionsDropped: number;
  readonly streamsDeleted: number;
  /** Overdue, but not ended: kept until they end. */
  readonly streamsOpen: number;
  /** False when the run reached its number of steps before it was through. */
  readonly isDone: boolean;
}

export interface KeepOptions {
  /** Streams deleted in one transaction. Default 500. */
  readonly streamsPerStep?: number;
  /** Default 20,000. */
  readonly stepsMax?: number;
  /** Before a step that met a lock (of a dump, say) is tried again; after 120 of them in a row the run ends. */
  readonly pause?: () => Promise<unknown>;
}

const PAUSE_MS = 1_000;
const PAUSES_MAX = 120;

export const WEEKS_AHEAD = 4;

interface Step {
  readonly did: 'dropped' | 'deleted' | 'detaching' | 'detached' | 'nothing';
  readonly streams: number;
}

/** Safe to run beside services and beside itself. Rejects with StoreUnavailable; what was done until then stays done. */
export const keepRecord = async (pool: Pick<Pool, 'query'>, options: KeepOptions = {}): Promise<Kept> => {
  const { streamsPerStep = 500, stepsMax = 20_000, pause = () => delay(PAUSE_MS) } = options;
  const partitionsMade = await prepared(pool);
  let [partitionsDropped, streamsDeleted] = [0, 0];
  for (let count = 0; count < stepsMax; count += 1) {
    const { did, streams } = await patiently(pause, () => stepped(pool, streamsPerStep));
    if (did === 'nothing') {
      return { partitionsMade, partitionsDropped, streamsDeleted, streamsOpen: streams, isDone: true };
    }
    if (did === 'detached') partitionsDropped += 1;
    streamsDeleted += streams;
  }
  return { partitionsMade, partitionsDropped, streamsDeleted, streamsOpen: 0, isDone: false };
};

const prepared = (pool: Pick<Pool, 'query'>): Promise<number> =>
  translated(async () => {
    const { rows } = await pool.query<{ made: number }>('select es_prepare($1) as made', [WEEKS_AHEAD]);
    return rows[0]?.made ?? 0;
  });

const patiently = async (pause: () => Promise<unknown>, step: () => Promise<Step>): Promise<Step> => {
  for (let pauses = 0; ; pauses += 1) {
    try {
      return await step();
    } catch (error) {
      if (!isLockWait(error) || pauses >= PAUSES_MAX) throw error;
    }
    await pause();
  }
};

const stepped = (pool: Pick<Pool, 'query'>, streamsMax: number): Promise<Step> =>
  translated(async () => {
    const { rows } = await pool.query<Step>('select did, streams from es_expire($1)', [streamsMax]);
    if (!rows[0]) throw new Error('es_expire answers with one row');
    return rows[0];
  });
