// A fault put into the same call at each place where it can happen, and what that comes to.
import { type ScriptedFault, type ScriptedKind, type ServiceName } from '../faults/faults';
import { simulateCall, type SimulatedCall } from '../simulate-call';
import { goldenCall, resultOf, type Golden } from './golden-call';
import { BROKEN_MAX, type Called, type RowVerdict } from './row';

export interface Enumeration {
  readonly id: string;
  readonly seed: number;
  readonly called: Called;
  readonly service: ServiceName;
  readonly kinds: readonly ScriptedKind[];
  /** More than that no invariant is broken and that the result is the same. */
  judge?(call: SimulatedCall, golden: Golden): readonly string[];
}

/** Every place, not a sample of them. */
export const enumerated = async (row: Enumeration): Promise<RowVerdict> => {
  const golden = await goldenCall(row.seed, row.called);
  const broken = [...violationsOf(golden.call, 'without fault')];
  let calls = 1;
  for (const kind of row.kinds) {
    for (let nth = 1; nth <= placesOf(golden.call, kind, row.service); nth += 1) {
      const found = await brokenAt(row, golden, { kind, service: row.service, nth });
      broken.push(...found);
      calls += 1;
    }
  }
  return verdictOf(row, calls, broken);
};

export const verdictOf = (
  { id, seed }: { readonly id: string; readonly seed: number },
  calls: number,
  broken: readonly string[],
): RowVerdict => ({ id, seed, isHeld: broken.length === 0, calls, broken: broken.slice(0, BROKEN_MAX) });

export const violationsOf = ({ violations }: SimulatedCall, where: string): readonly string[] =>
  violations.map(({ invariant, detail }) => `${where}: ${invariant} ${detail}`);

const brokenAt = async (
  row: Enumeration,
  golden: Golden,
  script: ScriptedFault,
): Promise<readonly string[]> => {
  const call = await simulateCall({ ...golden.terms, script });
  const where = `seed ${golden.terms.seed}, ${script.kind} ${script.nth}`;
  const result = resultOf(call);
  return [
    ...(call.hasStruck ? [] : [`${where}: did not happen`]),
    ...violationsOf(call, where),
    ...(result === golden.result ? [] : [`${where}: came to ${result} and not to ${golden.result}`]),
    ...(row.judge?.(call, golden) ?? []).map((detail) => `${where}: ${detail}`),
  ];
};

const placesOf = (call: SimulatedCall, kind: ScriptedKind, service: ServiceName): number =>
  call.opportunities(kind, service);
