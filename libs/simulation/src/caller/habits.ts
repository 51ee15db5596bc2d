// What a simulated caller is like: a few habits per seed, and what they want.
import { type Random } from '../kernel/random';

export const HABITS = [
  'corrects',
  'says-yes-early',
  'says-yes-late',
  'says-yes-twice',
  'says-no',
  'falls-silent',
  'mumbles',
  'rambles',
  'hangs-up',
  'presses-keys',
  'asks-for-a-human',
  'talks-over-prompts',
  'backchannels',
  'puts-on-hold',
  'wants-it-again',
] as const;

export type Habit = (typeof HABITS)[number];

export interface Person {
  readonly habits: readonly Habit[];
  /** Position of the intent among those that the first stage offers. */
  readonly goal: number;
  /** Asked again says the same again, and agrees to what they asked for. */
  readonly isSteadfast?: boolean;
}

/** Most callers have one or two habits; some have none and some have many. */
export const drawPerson = (random: Random): Person => {
  const count = random.pick([0, 1, 1, 2, 2, 3, 6]);
  const habits = new Set<Habit>();
  for (let drawn = 0; drawn < count; drawn += 1) habits.add(random.pick(HABITS));
  return { habits: [...habits], goal: random.pick([0, 1, 1, 1, 2, 2]) };
};
