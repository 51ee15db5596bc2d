// Sweeps once an hour for as long as the service runs, and says what came of it.
import { aboutMs, startRounds, type Logger, type Rounds } from '@trunkline/runtime';
import { deletionFailed } from '../observations';
import { type SweepResult } from './expiry-sweep';

const FIRST_MS = 120_000;
const EVERY_MS = 3_600_000;

export interface SweepRoundsOptions {
  readonly sweep: (signal: AbortSignal) => Promise<SweepResult>;
  readonly recordingsDir: string;
  readonly log: Logger;
  /** In 0..1: keeps instances that began together apart. */
  readonly chance: number;
}

export const startSweepRounds = ({ sweep, recordingsDir, log, chance }: SweepRoundsOptions): Rounds =>
  startRounds({
    firstMs: aboutMs(FIRST_MS, chance),
    everyMs: aboutMs(EVERY_MS, chance),
    round: async (signal) => tell(await sweep(signal), { recordingsDir, log }),
    onFault: (err) => {
      deletionFailed('sweep');
      log.warn({ err }, 'expired calls could not be followed; the next sweep goes on from there');
    },
  });

const tell = (
  result: SweepResult,
  { recordingsDir, log }: Pick<SweepRoundsOptions, 'recordingsDir' | 'log'>,
): void => {
  if (result.kind === 'somebody-leads') return;
  const { rows, recordings, failures, firstFailure } = result;
  if (rows + recordings > 0) log.info({ rows, recordings }, 'expired calls are gone beside the record too');
  if (!firstFailure) return;
  const { callId, error: err } = firstFailure;
  log.error(
    { err, callId, failures, recordingsDir },
    'recordings of expired calls cannot be deleted: let this process write in the folder of the recordings; each sweep tries again',
  );
};
