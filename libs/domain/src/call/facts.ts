// What is known and still stands: a tool's facts rest on the arguments it was given.
import { type ActStage, type ConfirmStage, type FactKey, type Flow, type ValueRef } from '@trunkline/flow';
import { argsDigest } from '../digest';
import { type Action, type LiveCall } from './state';

export type Args = Readonly<Record<string, string | number | boolean>>;

export const slotKey = (slot: string): FactKey => `slot.${slot}`;

/** The value of a fact, unless it is unknown or rests on arguments that have changed since. */
export const factOf = (flow: Flow, call: LiveCall, key: FactKey): string | undefined =>
  standing(flow, call, { key, seen: [] });

/** Slot name to value. */
export const slotsOf = (call: LiveCall): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(call.facts).flatMap(([key, { value }]) =>
      key.startsWith('slot.') ? [[key.slice(5), value]] : [],
    ),
  );

/** Every fact that may be claimed. */
export const claimable = (flow: Flow, call: LiveCall): Readonly<Record<FactKey, string>> =>
  Object.fromEntries(
    Object.keys(call.facts).flatMap((key) => {
      const value = factOf(flow, call, key);
      return value === undefined ? [] : [[key, value]];
    }),
  );

/** The arguments of a stage as they would be sent now; undefined when one is not known. */
export const argsOf = (flow: Flow, call: LiveCall, stage: ActStage | ConfirmStage): Args | undefined =>
  resolved(flow, call, { refs: stage.args, seen: [] });

/** Keys of the facts that arguments come from. */
export const factKeysOf = (refs: Readonly<Record<string, ValueRef>>): readonly FactKey[] =>
  Object.values(refs).flatMap((ref) => {
    switch (ref.from) {
      case 'slot':
        return [slotKey(ref.slot)];
      case 'fact':
        return [ref.fact];
      case 'constant':
        return [];
    }
  });

interface Question {
  readonly key: FactKey;
  /** Keys on the way here: a tool may record a fact that it also takes. */
  readonly seen: readonly FactKey[];
}

const standing = (flow: Flow, call: LiveCall, { key, seen }: Question): string | undefined => {
  const fact = call.facts[key];
  if (fact === undefined || fact.source !== 'tool' || seen.includes(key)) return fact?.value;
  const action = call.actions[fact.ref];
  if (action === undefined || isSuperseded(call, action)) return undefined;
  return hasItsArguments(flow, call, { action, seen: [...seen, key] }) ? fact.value : undefined;
};

interface Grounds {
  readonly action: Action;
  readonly seen: readonly FactKey[];
}

/** The tool would be asked the same today. */
const hasItsArguments = (flow: Flow, call: LiveCall, { action, seen }: Grounds): boolean => {
  const stage = flow.stages[action.stage];
  const args = stage?.kind === 'act' ? resolved(flow, call, { refs: stage.args, seen }) : undefined;
  return args !== undefined && argsDigest(args) === action.argsDigest;
};

/** A later success of the same tool says what holds; what it left out is not known any more. */
const isSuperseded = (call: LiveCall, action: Action): boolean =>
  Object.values(call.actions).some(
    (other) => other.tool === action.tool && other.outcome === 'succeeded' && other.number > action.number,
  );

interface Resolution {
  readonly refs: Readonly<Record<string, ValueRef>>;
  readonly seen: readonly FactKey[];
}

const resolved = (flow: Flow, call: LiveCall, { refs, seen }: Resolution): Args | undefined => {
  const args: [string, string | number | boolean][] = [];
  for (const [name, ref] of Object.entries(refs)) {
    const key = ref.from === 'slot' ? slotKey(ref.slot) : ref.from === 'fact' ? ref.fact : undefined;
    const value = ref.from === 'constant' ? ref.value : key && standing(flow, call, { key, seen });
    if (value === undefined) return undefined;
    args.push([name, value]);
  }
  return Object.fromEntries(args);
};
