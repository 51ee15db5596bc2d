// Lets the record of a data folder expire: a run of maintenance soon after the start, and one a day from then on.
import { type Kept, type KeepOptions } from '@trunkline/event-store';
import { startRounds, type Logger, type Rounds } from '@trunkline/runtime';
import { setTimeout as delay } from 'node:timers/promises';

/** The start and its first calls are over by then, and a folder that is used for an hour a day expires too. */
const FIRST_MS = 60_000;
const EVERY_MS = 86_400_000;
/** Of one piece of a run: it can be ended between two of them. */
const STEPS = 20;
/** What these do not reach is left for the next day. */
const PIECES_MAX = 100;
const LOCK_PAUSE_MS = 1_000;

export interface UpkeepOptions {
  readonly keep: (options: KeepOptions) => Promise<Kept>;
  readonly log: Logger;
}

/** Nobody waits for it. A run that fails is told, and the next day has another. */
export const startUpkeep = ({ keep, log }: UpkeepOptions): Rounds =>
  startRounds({
    firstMs: FIRST_MS,
    everyMs: EVERY_MS,
    round: async (signal) => {
      const kept = await keptInPieces(keep, signal);
      log.info({ ...kept }, 'the record is kept');
    },
    onFault: (err) => log.warn({ err }, 'maintenance of the record ended early; it goes on within a day'),
  });

const keptInPieces = async (keep: UpkeepOptions['keep'], signal: AbortSignal): Promise<Kept> => {
  const pause = () => delay(LOCK_PAUSE_MS, undefined, { signal });
  let sum: Kept = {
    partitionsMade: 0,
    partitionsDropped: 0,
    streamsDeleted: 0,
    streamsOpen: 0,
    isDone: false,
  };
  for (let count = 0; count < PIECES_MAX && !sum.isDone && !signal.aborted; count += 1) {
    const piece = await keep({ stepsMax: STEPS, pause });
    sum = {
      partitionsMade: sum.partitionsMade + piece.partitionsMade,
      partitionsDropped: sum.partitionsDropped + piece.partitionsDropped,
      streamsDeleted: sum.streamsDeleted + piece.streamsDeleted,
      streamsOpen: piece.streamsOpen,
      isDone: piece.isDone,
    };
  }
  return sum;
};
