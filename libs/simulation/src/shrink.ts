// A failure made smaller: the kinds of faults that it does not need are taken away one after the other.
import { type FaultKind } from './faults/profile';
import { simulateCall, type CallTerms, type SimulatedCall } from './simulate-call';

export interface Shrunk {
  readonly call: SimulatedCall;
  readonly without: readonly FaultKind[];
}

/** The smallest call found that still breaks the first invariant that this one breaks. */
export const shrink = async (terms: CallTerms, call: SimulatedCall): Promise<Shrunk> => {
  const invariant = call.violations[0]?.invariant;
  let smallest: Shrunk = { call, without: terms.without ?? [] };
  for (const kind of Object.keys(call.profile) as FaultKind[]) {
    const without = [...smallest.without, kind];
    const tried = await simulateCall({ ...terms, without });
    if (tried.violations.some((violation) => violation.invariant === invariant))
      smallest = { call: tried, without };
  }
  return smallest;
};
