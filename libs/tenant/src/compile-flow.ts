// A flow file, its phrases and its tools, compiled into the graph that the call decider walks.
import {
  type Flow,
  type FlowLimits,
  type Phrase,
  type PriceTable,
  type Slot,
  type ToolTerms,
} from '@trunkline/flow';
import { compileStage, listed } from './compile-stage';
import { type FlowFile, type LimitsEntry, type SlotEntry } from './schema/flow-schema';
import { type TenantFile } from './schema/tenant-schema';
import { durationMs, moneyMicros } from './units';

export interface FlowParts {
  readonly tenant: TenantFile;
  readonly phrases: Readonly<Record<string, Phrase>>;
  readonly tools: Readonly<Record<string, ToolTerms>>;
}

/** Keeps of phrases and tools only what the flow names, so that its hash changes with it alone. */
export const compileFlow = (file: FlowFile, parts: FlowParts): Flow => {
  const stages = Object.fromEntries(
    Object.entries(file.stages).map(([name, entry]) => [
      name,
      compileStage(name, entry, file.defaults ?? {}),
    ]),
  );
  const toolNames = Object.values(file.stages).flatMap((entry) => ('tool' in entry ? [entry.tool] : []));
  return {
    name: file.name,
    tenantId: parts.tenant.id,
    locale: file.locale,
    voice: file.voice,
    start: file.start,
    limits: limitsOf(file.limits, parts.tenant),
    endpointing: {
      completeMs: durationMs(file.endpointing.complete),
      unsureMs: durationMs(file.endpointing.unsure),
      incompleteMs: durationMs(file.endpointing.incomplete),
    },
    stages,
    slots: Object.fromEntries(Object.entries(file.slots ?? {}).map(([name, entry]) => [name, slotOf(entry)])),
    intents: file.intents ?? {},
    phrases: picked(parts.phrases, phraseIdsOf(file)),
    wordings: file.wordings ?? {},
    tools: picked(parts.tools, toolNames),
    globals: file.globals,
    words: file.words,
    prices: pricesOf(parts.tenant),
  };
};

/** Every phrase id a flow file names, wherever it stands. */
export const phraseIdsOf = (file: FlowFile): readonly string[] => {
  const { budget: _budget, exhausted: _exhausted, ...lists } = file.defaults ?? {};
  const defaults = Object.values(lists).flatMap(listed);
  const own = Object.values(file.stages).flatMap((entry) =>
    Object.entries(entry).flatMap(([member, value]) => (PHRASE_MEMBERS.has(member) ? listed(value) : [])),
  );
  const { disclosure, reattached, undone } = file.globals;
  return [...new Set([disclosure, ...listed(reattached), ...listed(undone), ...defaults, ...own])];
};

const PHRASE_MEMBERS: ReadonlySet<string> = new Set([
  'prompt',
  'no_match',
  'silence',
  'announce',
  'fillers',
  'read_back',
  'too_early',
  'waiting',
  'too_late',
  'failed',
]);

const picked = <T>(
  record: Readonly<Record<string, T>>,
  names: readonly string[],
): Readonly<Record<string, T>> =>
  Object.fromEntries(
    [...new Set(names)].sort().flatMap((name) => {
      const found = record[name];
      return found === undefined ? [] : [[name, found]];
    }),
  );

const limitsOf = (limits: LimitsEntry, tenant: TenantFile): FlowLimits => ({
  callMsMax: durationMs(limits.call),
  turnsMax: limits.turns,
  spendMicrosMax: moneyMicros(limits.spend),
  spendPerDayMicrosMax: moneyMicros(tenant.limits.spend_per_day),
  fillersInARowMax: limits.fillers_in_a_row ?? 2,
  fillerAfterMs: durationMs(limits.filler_after ?? '700ms'),
  silenceMs: durationMs(limits.silence ?? '6s'),
  pauseMsMax: durationMs(limits.pause ?? '1200ms'),
  confirmationMsMax: durationMs(limits.confirmation ?? '30s'),
  confidenceMin: limits.confidence ?? 0.3,
  confirmConfidenceMin: limits.confirm_confidence ?? 0.5,
});

const slotOf = ({ kind, label, length, choices, sensitivity }: SlotEntry): Slot => {
  if (kind === 'choice') return { kind, label, choices: choices ?? {}, sensitivity };
  const [min, max] = String(length).split('-').map(Number);
  return { kind, label, lengthMin: min ?? 1, lengthMax: max ?? min ?? 1, sensitivity };
};

const pricesOf = ({ prices }: TenantFile): PriceTable => ({
  telephonyPerSecond: moneyMicros(prices.telephony_per_second),
  recognitionPerSecond: moneyMicros(prices.recognition_per_second),
  synthesisPerCharacter: moneyMicros(prices.synthesis_per_character),
});
