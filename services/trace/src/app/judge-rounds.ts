// Judges what has ended every quarter of a minute for as long as the service runs, and says what came of it.
import { aboutMs, startRounds, type Logger, type Rounds } from '@trunkline/runtime';
import { type JudgeResult } from './judge-ended';

const EVERY_MS = 15_000;

export interface JudgeRoundsOptions {
  readonly judge: (signal: AbortSignal) => Promise<JudgeResult>;
  readonly log: Logger;
  /** In 0..1: keeps instances that began together apart. */
  readonly chance: number;
}

export const startJudgeRounds = ({ judge, log, chance }: JudgeRoundsOptions): Rounds =>
  startRounds({
    firstMs: aboutMs(EVERY_MS, chance),
    everyMs: aboutMs(EVERY_MS, chance),
    round: judge,
    onFault: (err) => log.warn({ err }, 'ended calls could not be judged; the next round goes on from there'),
  });
