// Judges a whole record by the invariants, call by call, beside the ledger of what was really done.
import { type action, type call } from '@trunkline/domain';
import { canonicalJson, type EventStore, type Recorded, type RecordedInput } from '@trunkline/event-sourcing';
import { type Flow } from '@trunkline/flow';
import { type Entry } from '@trunkline/order-desk';
import { checkCall, decidersOf, type LedgerEntry, type Violation } from '@trunkline/simulation';
import { type Tenant } from '@trunkline/tenant';
import { createHash } from 'node:crypto';
import { allEvents } from '../trial/record-reading';

export interface Evidence {
  readonly store: EventStore;
  /** What the backend wrote down itself. */
  readonly ledger: readonly Entry[];
  readonly tenant: Tenant;
}

/** Nothing is to come any more: what must have ended has. */
export const judgeRecord = async ({ store, ledger, tenant }: Evidence): Promise<readonly Violation[]> => {
  const calls = byCall(await allEvents(store));
  const sent = sentBy([...calls.values()].flat());
  const violations: Violation[] = [];
  for (const [callId, events] of calls) {
    const flow = flowOf(events, tenant);
    const trace = {
      callId,
      events,
      inputs: await inputsOf(store, events),
      ledger: ledger.flatMap((entry) => witnessed(entry, { sent, events, callId })),
      isComplete: true,
      ...(flow ? { flow, deciders: decidersOf(flow) } : {}),
    };
    violations.push(...checkCall(trace));
  }
  return [...violations, ...ledger.flatMap((entry) => unaskedFor(entry, sent))];
};

interface Sent {
  readonly callId: string;
  readonly actionId: string;
  readonly tool: string;
  readonly argsDigest: string;
  readonly order: unknown;
}

const byCall = (events: readonly Recorded[]): ReadonlyMap<string, readonly Recorded[]> => {
  const calls = new Map<string, Recorded[]>();
  for (const recorded of events) {
    // A human agent's stream outlives every call.
    if (recorded.stream.startsWith('agent/')) continue;
    const of = calls.get(recorded.callId) ?? [];
    of.push(recorded);
    calls.set(recorded.callId, of);
  }
  return calls;
};

const inputsOf = async (
  store: EventStore,
  events: readonly Recorded[],
): Promise<readonly RecordedInput[]> => {
  const streams = new Set(events.map(({ stream }) => stream));
  const read = await Promise.all([...streams].map((stream) => store.read(stream)));
  return read.flatMap(({ inputs }) => inputs);
};

/** Keys in canonical order, as the call was decided: a decider walks them. */
const flowOf = (events: readonly Recorded[], tenant: Tenant): Flow | undefined => {
  const started = events
    .map(({ event }) => event as call.CallEvent)
    .find(({ type }) => type === 'CallStarted');
  const flow = started?.type === 'CallStarted' ? tenant.flows[started.flow] : undefined;
  return flow && (JSON.parse(canonicalJson(flow)) as Flow);
};

/** By the hash of the key under which a request went out. */
const sentBy = (events: readonly Recorded[]): ReadonlyMap<string, Sent> =>
  new Map(
    events.flatMap(({ event, callId }) => {
      const reserved = event as action.ActionEvent;
      if (reserved.type !== 'ActionReserved') return [];
      const { keyHash, actionId, tool, argsDigest, args } = reserved;
      return [[keyHash, { callId, actionId, tool, argsDigest, order: args.order }] as const];
    }),
  );

const hashOf = ({ key }: Entry): string => createHash('sha256').update(key, 'utf8').digest('hex');

const witnessed = (
  entry: Entry,
  of: {
    readonly sent: ReadonlyMap<string, Sent>;
    readonly events: readonly Recorded[];
    readonly callId: string;
  },
): readonly LedgerEntry[] => {
  const keyHash = hashOf(entry);
  const sent = of.sent.get(keyHash);
  if (sent?.callId !== of.callId) return [];
  const { actionId, tool, argsDigest } = sent;
  const position = of.events.filter(({ at }) => at <= entry.at).length;
  return [{ at: entry.at, position, tool, argsDigest, keyHash, actionId, receipt: entry.receipt }];
};

/** TOOL-3: done without an action of ours, or to another order than the action names. */
const unaskedFor = (entry: Entry, sent: ReadonlyMap<string, Sent>): readonly Violation[] => {
  const known = sent.get(hashOf(entry));
  if (known?.order === entry.order) return [];
  const detail = `${entry.operation} of ${entry.order} (${entry.receipt}) stands in the ledger, ${
    known ? `but ${known.actionId} was about ${String(known.order)}` : 'and no action asked for it'
  }`;
  return [{ invariant: 'TOOL-3', callId: known?.callId ?? '', positions: [], detail }];
};
