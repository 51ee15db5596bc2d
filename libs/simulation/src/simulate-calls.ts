// Many calls, one seed after the other, and what came of them.
import { simulateCall, type CallTerms, type SimulatedCall } from './simulate-call';

export interface CallsTerms extends Omit<CallTerms, 'seed'> {
  /** The first seed; the next ones follow by one. */
  readonly firstSeed: number;
  readonly calls: number;
  /** Calls with a violation after which the search ends. */
  readonly foundMax: number;
  /** Hears of every call; what it keeps is its own affair. */
  onCall?(call: SimulatedCall): void;
}

export interface Simulated {
  readonly calls: number;
  readonly events: number;
  /** Virtual hours. */
  readonly hours: number;
  readonly broken: readonly SimulatedCall[];
}

export const simulateCalls = async (terms: CallsTerms): Promise<Simulated> => {
  const broken: SimulatedCall[] = [];
  let [calls, events, lastedMs] = [0, 0, 0];
  while (calls < terms.calls && broken.length < terms.foundMax) {
    const call = await simulateCall({ ...terms, seed: String(terms.firstSeed + calls) });
    calls += 1;
    events += call.trace.events.length;
    lastedMs += call.lastedMs;
    if (call.violations.length > 0) broken.push(call);
    terms.onCall?.(call);
  }
  return { calls, events, hours: lastedMs / 3_600_000, broken };
};
