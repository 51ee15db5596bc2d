// Deliveries that come again: what a courier with at-least-once delivery does at its worst.
import { type EffectContext, type Event, type Input } from '@trunkline/event-sourcing';
import { Random } from '../kernel/random';
import { type Sim } from './sim';

const COPIES_MAX = 4;
const LATE_MS_MAX = 10_000;

/** Delivers at once, and in a world of repetitions one to four times more. `times` counts from 1. */
export const repeated = (sim: Sim, deliver: (times: number) => void): void => {
  deliver(1);
  if (!sim.isRepeated) return;
  const random = chanceOf(sim);
  const copies = random.int(1, COPIES_MAX);
  for (let copy = 1; copy <= copies; copy += 1)
    sim.kernel.after(random.int(0, LATE_MS_MAX), () => deliver(copy + 1));
};

/** What an effect answers comes again as well. */
export const withRepeatedAnswers = <S, I extends Input, E extends Event>(
  sim: Sim,
  context: EffectContext<S, I, E>,
): EffectContext<S, I, E> => {
  if (!sim.isRepeated) return context;
  const again = (input: I): void => void context.dispatch(input).catch(() => undefined);
  return {
    ...context,
    dispatch: (input) => {
      repeated(sim, (times) => (times === 1 ? undefined : again(input)));
      return context.dispatch(input);
    },
  };
};

const chances = new WeakMap<Sim, Random>();

/** Of its own, so that nothing else happens otherwise. */
const chanceOf = (sim: Sim): Random => {
  const known = chances.get(sim) ?? new Random(`${sim.callId}/repeated`);
  chances.set(sim, known);
  return known;
};
