// One stage of a flow file, with the flow's defaults, as the model has it.
import { type ReasonCode, type Stage, type ValueRef } from '@trunkline/flow';
import {
  type ActEntry,
  type CheckEntry,
  type AskEntry,
  type Args,
  type ConfirmEntry,
  type DefaultsEntry,
  type HandoffEntry,
  type StageEntry,
} from './schema/stage-schema';
import { durationMs } from './units';

/** A phrase id or a list of them, as a list. */
export const listed = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
};

export const compileStage = (name: string, entry: StageEntry, defaults: DefaultsEntry): Stage => {
  const base = baseOf(name, entry, defaults);
  switch (entry.kind) {
    case 'ask':
      return { ...base, ...ask(entry), ...repairs(entry, defaults) };
    case 'check':
      return { ...base, ...check(entry), ...repairs(entry, defaults) };
    case 'act':
      return { ...base, ...act(entry, defaults) };
    case 'confirm':
      return { ...base, ...confirm(entry, defaults), ...repairs(entry, defaults) };
    case 'tell':
      return { ...base, kind: 'tell', prompt: listed(entry.prompt), next: entry.next };
    case 'handoff':
      return { ...base, ...handoff(entry, defaults) };
    case 'end':
      return { ...base, kind: 'end', prompt: listed(entry.prompt), outcome: entry.outcome };
  }
};

const baseOf = (name: string, entry: StageEntry, defaults: DefaultsEntry) => {
  const budget = entry.budget ?? defaults.budget;
  const isLast = entry.kind === 'handoff' || entry.kind === 'end';
  return {
    name,
    objective: entry.objective,
    // No budget at all is a finding of the flow's checks, not of the compiler.
    budget:
      budget === undefined
        ? { msMax: 0, turnsMax: 0 }
        : { msMax: durationMs(budget.time), turnsMax: budget.turns },
    forbids: entry.forbids ?? [],
    exhausted: entry.exhausted ?? (isLast ? name : (defaults.exhausted ?? '')),
  };
};

const check = (entry: CheckEntry) => ({
  kind: 'check' as const,
  slot: entry.slot,
  prompt: listed(entry.prompt),
  yes: entry.yes,
  no: entry.no,
});

const repairs = (
  entry: Pick<AskEntry, 'no_match' | 'silence'>,
  defaults: DefaultsEntry,
): { noMatch: readonly string[]; silence: readonly string[] } => ({
  noMatch: listed(entry.no_match ?? defaults.no_match),
  silence: listed(entry.silence ?? defaults.silence),
});

const ask = (entry: AskEntry) => ({
  kind: 'ask' as const,
  prompt: listed(entry.prompt),
  ...(entry.slot === undefined ? {} : { slot: entry.slot }),
  ...(entry.next === undefined ? {} : { next: entry.next }),
  intents: Object.entries(entry.intents ?? {}).map(([intent, goto]) => ({ intent, goto })),
  keys: entry.keys ?? {},
});

const act = (entry: ActEntry, defaults: DefaultsEntry) => ({
  kind: 'act' as const,
  tool: entry.tool,
  args: argsOf(entry.args),
  announce: listed(entry.announce),
  fillers: listed(entry.fillers ?? defaults.fillers),
  waiting: listed(entry.waiting ?? defaults.waiting),
  tooLate: listed(entry.too_late ?? defaults.too_late),
  succeeded: entry.succeeded,
  failed: entry.failed,
  unknown: entry.unknown,
});

const confirm = (entry: ConfirmEntry, defaults: DefaultsEntry) => ({
  kind: 'confirm' as const,
  tool: entry.tool,
  args: argsOf(entry.args),
  readBack: entry.read_back,
  tooEarly: listed(entry.too_early ?? defaults.too_early),
  yes: entry.yes,
  no: entry.no,
});

const handoff = (entry: HandoffEntry, defaults: DefaultsEntry) => ({
  kind: 'handoff' as const,
  prompt: listed(entry.prompt),
  reason: entry.reason as ReasonCode,
  queue: entry.queue,
  waiting: listed(entry.waiting ?? defaults.handoff_waiting ?? entry.prompt),
  failed: listed(entry.failed ?? defaults.handoff_failed),
});

const argsOf = (args: Args | undefined): Readonly<Record<string, ValueRef>> =>
  Object.fromEntries(Object.entries(args ?? {}).map(([name, value]) => [name, valueOf(value)]));

const valueOf = (value: string | number | boolean): ValueRef => {
  if (typeof value !== 'string') return { from: 'constant', value };
  if (value.startsWith('slot.')) return { from: 'slot', slot: value.slice('slot.'.length) };
  return value.startsWith('fact.')
    ? { from: 'fact', fact: value.slice('fact.'.length) }
    : { from: 'constant', value };
};
