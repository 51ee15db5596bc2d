// What a gateway does by the clock beside its lines: judging the load, telling what is owed, keeping its lines findable.
import { type Logger } from '@trunkline/runtime';
import { type BrainWatch } from './brain-watch';
import { type HouseStrain } from './house-strain';
import { BEACON_EVERY_MS, type LineBeacon } from './line-beacon';
import { type OwedEndings } from './owed-endings';

const JUDGE_EVERY_MS = 1_000;
const PAY_EVERY_MS = 5_000;

export interface Household {
  readonly strain: Pick<HouseStrain, 'judge'>;
  readonly owed: Pick<OwedEndings, 'pay' | 'size'>;
  readonly brain: BrainWatch;
  readonly reachesBrain: () => boolean | undefined;
  readonly beacon: Pick<LineBeacon, 'refresh'> | undefined;
  readonly log: Logger;
  /** Monotonic ms. */
  readonly clock: () => number;
}

/** Returns what ends it. */
export const keepHouse = ({
  strain,
  owed,
  brain,
  reachesBrain,
  beacon,
  log,
  clock,
}: Household): (() => void) => {
  const judge = (): void => {
    brain.see(reachesBrain(), clock());
    const changed = strain.judge(clock());
    if (changed?.status === 'strained')
      log.warn({ by: changed.by }, 'calls are refused: the house is strained');
    else if (changed) log.info('calls are taken again');
  };
  const pay = (): void => {
    if (owed.size > 0) void owed.pay();
  };
  const timers = [
    setInterval(judge, JUDGE_EVERY_MS),
    setInterval(pay, PAY_EVERY_MS),
    setInterval(() => beacon?.refresh(), BEACON_EVERY_MS),
  ];
  return () => timers.forEach((timer) => clearInterval(timer));
};
