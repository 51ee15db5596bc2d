// Given, when, then: what agrees passes, and what does not says both sides.
import { type Decider } from '@trunkline/event-sourcing';
import { InvariantBroken } from './invariant';
import { specify } from './specify';

type Counted = { readonly type: 'Counted'; readonly v: 1; readonly by: number };
type Count = { readonly type: 'Count'; readonly inputId: string; readonly at: number; readonly by: number };

const counter: Decider<number, Count, Counted, { readonly type: 'Ring' }> = {
  category: 'counter',
  initial: 0,
  decide: (total, { by }) => (total + by > 3 ? [] : [{ type: 'Counted', v: 1, by }]),
  evolve: (total, { by }) => total + by,
  effects: () => [{ type: 'Ring' }],
  isFinal: (total) => total === 3,
};

const { given } = specify(counter);
const count = (by: number): Count => ({ type: 'Count', inputId: 'i', at: 0, by });
const counted = (by: number): Counted => ({ type: 'Counted', v: 1, by });

it('passes what agrees', () => {
  const outcome = given(counted(1)).when(count(2));
  outcome.then(counted(2));
  outcome.thenTypes('Counted');
  outcome.thenEffects({ type: 'Ring' });
  expect(outcome.state).toBe(3);
  given(counted(3)).when(count(1)).thenNothing();
});

it('fails with both sides', () => {
  const outcome = given().when(count(1));
  expect(() => outcome.then(counted(2))).toThrow(InvariantBroken);
  expect(() => outcome.then(counted(2))).toThrow(/"by":2[^]*"by":1/);
  expect(() => outcome.thenNothing()).toThrow(/nothing/);
  expect(() => outcome.then(counted(1), counted(1))).toThrow(InvariantBroken);
});
