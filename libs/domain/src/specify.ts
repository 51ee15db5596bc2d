// Given, when, then for any decider: specs name the past as events, one input, and the events that it leads to.
import {
  canonicalJson,
  fold,
  throughJson,
  type Decider,
  type Effect,
  type Event,
  type Input,
} from '@trunkline/event-sourcing';
import { invariant } from './invariant';

export interface Outcome<S, E extends Event, F extends Effect> {
  readonly events: readonly E[];
  readonly state: S;
  readonly effects: readonly F[];
  /** Exactly these events, in this order. Throws InvariantBroken with both sides otherwise. */
  then(...expected: readonly E[]): void;
  thenNothing(): void;
  /** Exactly these types, in this order. */
  thenTypes(...types: readonly E['type'][]): void;
  /** Exactly these effects, in this order. */
  thenEffects(...expected: readonly F[]): void;
}

export interface Given<S, I extends Input, E extends Event, F extends Effect> {
  given(...past: readonly E[]): { when(input: I): Outcome<S, E, F> };
}

export const specify = <S, I extends Input, E extends Event, F extends Effect>(
  decider: Decider<S, I, E, F>,
): Given<S, I, E, F> => ({
  given: (...past) => ({
    when: (input) => {
      const before = fold(decider, decider.initial, past);
      const events = decider.decide(before, input);
      const effects = events.flatMap((event) => decider.effects(event));
      return {
        events,
        effects,
        state: fold(decider, before, events),
        then: (...expected) => same(events, expected),
        thenNothing: () => same(events, []),
        thenTypes: (...types) =>
          same(
            events.map(({ type }) => type),
            types,
          ),
        thenEffects: (...expected) => same(effects, expected),
      };
    },
  }),
});

const same = (actual: readonly unknown[], expected: readonly unknown[]): void => {
  const is = actual.map(canonicalJson);
  const shouldBe = throughJson(expected).map(canonicalJson);
  const isSame = is.length === shouldBe.length && is.every((line, index) => line === shouldBe[index]);
  invariant(isSame, `expected\n${lines(shouldBe)}\nbut decided\n${lines(is)}`);
};

const lines = (texts: readonly string[]): string =>
  texts.length === 0 ? '  nothing' : texts.map((text) => `  ${text}`).join('\n');
