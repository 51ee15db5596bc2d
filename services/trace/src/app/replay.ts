// Replay: the recorded inputs of every stream through its production decider once more, and what came out otherwise.
import { actionDecider } from '@trunkline/domain/action/index';
import { auditDecider } from '@trunkline/domain/audit/audit';
import { callDecider, type CallEvent, type CallInput } from '@trunkline/domain/call/index';
import { agentDecider, handoffDecider } from '@trunkline/domain/handoff/index';
import { lineDecider } from '@trunkline/domain/line/index';
import {
  replayStream,
  type Decider,
  type Effect,
  type Event,
  type EventStore,
  type Input,
  type Replayed,
  type StoredStream,
} from '@trunkline/event-sourcing';
import { sha256, type SnapshotStore } from '@trunkline/event-store';
import { differencesOf, type Difference } from '../domain/differences';
import { callReplayed } from '../observations';
import { recordedFlow } from './recorded-flow';

export interface ReplayDeps {
  readonly store: Pick<EventStore, 'read' | 'readAll'>;
  readonly snapshots: SnapshotStore;
}

export type Finding =
  /** The decider decides otherwise than is recorded: `version` is the first event that differs. */
  | {
      readonly kind: 'diverged';
      readonly stream: string;
      readonly version: number;
      readonly input: Input;
      readonly recorded?: Event;
      readonly decided?: Event;
      readonly differences: readonly Difference[];
    }
  /** The record itself was touched or is not whole from `version` on. */
  | { readonly kind: 'broken'; readonly stream: string; readonly version: number; readonly reason: string }
  /** Nothing can be said about this stream. */
  | { readonly kind: 'unreplayable'; readonly stream: string; readonly reason: string };

export interface ReplayReport {
  readonly result: 'ok' | 'diverged' | 'error';
  readonly streams: number;
  /** Of the streams that came out the same. */
  readonly inputs: number;
  readonly events: number;
  readonly findings: readonly Finding[];
}

const PAGE_MAX = 1_000;

/** Replays the streams of one call; counts it. Rejects with StoreUnavailable. */
export const replayStreams = async (deps: ReplayDeps, streams: readonly string[]): Promise<ReplayReport> => {
  const findings: Finding[] = [];
  let [inputs, events] = [0, 0];
  for (const stream of streams) {
    const replayed = await replayOne(deps, stream);
    if (replayed.kind === 'identical') {
      inputs += replayed.inputs;
      events += replayed.events;
    } else findings.push(replayed);
  }
  const report = { result: resultOf(findings), streams: streams.length, inputs, events, findings };
  callReplayed(report.result);
  return report;
};

/** Replays everything that is recorded, call by call; `onCall` hears of each. Rejects with StoreUnavailable. */
export const replayAll = async (
  deps: ReplayDeps,
  onCall?: (callId: string, report: ReplayReport) => void,
): Promise<ReplayReport> => {
  let whole: ReplayReport = { result: 'ok', streams: 0, inputs: 0, events: 0, findings: [] };
  for (const [callId, streams] of await streamsByCall(deps)) {
    const report = await replayStreams(deps, [...streams]);
    onCall?.(callId, report);
    const findings = [...whole.findings, ...report.findings];
    whole = {
      result: resultOf(findings),
      streams: whole.streams + report.streams,
      inputs: whole.inputs + report.inputs,
      events: whole.events + report.events,
      findings,
    };
  }
  return whole;
};

const streamsByCall = async ({ store }: ReplayDeps): Promise<ReadonlyMap<string, ReadonlySet<string>>> => {
  const calls = new Map<string, Set<string>>();
  let page = await store.readAll(undefined, PAGE_MAX);
  while (page.events.length > 0) {
    for (const { callId, stream } of page.events) {
      const streams = calls.get(callId) ?? new Set<string>();
      calls.set(callId, streams.add(stream));
    }
    page = await store.readAll(page.cursor, PAGE_MAX);
  }
  return calls;
};

const resultOf = (findings: readonly Finding[]): ReplayReport['result'] => {
  if (findings.some(({ kind }) => kind === 'diverged')) return 'diverged';
  return findings.length > 0 ? 'error' : 'ok';
};

type Judged = Finding | Extract<Replayed, { readonly kind: 'identical' }>;

const replayOne = (deps: ReplayDeps, stream: string): Promise<Judged> | Judged => {
  switch (stream.slice(0, stream.indexOf('/'))) {
    case 'call':
      return replayCallStream(deps, stream);
    case 'line':
      return replayWith(deps, stream, lineDecider);
    case 'action':
      return replayWith(deps, stream, actionDecider);
    case 'handoff':
      return replayWith(deps, stream, handoffDecider);
    case 'agent':
      return replayWith(deps, stream, agentDecider);
    case 'audit':
      return replayWith(deps, stream, auditDecider);
    default:
      return { kind: 'unreplayable', stream, reason: 'no decider is known for streams of this category' };
  }
};

const replayWith = async <S, I extends Input, E extends Event, F extends Effect>(
  { store }: ReplayDeps,
  stream: string,
  decider: Decider<S, I, E, F>,
): Promise<Judged> => judge(stream, decider, await store.read<E, I>(stream));

const replayCallStream = async ({ store, snapshots }: ReplayDeps, stream: string): Promise<Judged> => {
  const stored = await store.read<CallEvent, CallInput>(stream);
  const first = stored.events[0]?.event;
  if (first?.type !== 'CallStarted') {
    return { kind: 'unreplayable', stream, reason: 'the call does not begin with CallStarted' };
  }
  const ran = await recordedFlow(snapshots, first);
  return ran.kind === 'flow'
    ? judge(stream, callDecider(ran.flow), stored)
    : { kind: 'unreplayable', stream, reason: ran.reason };
};

const judge = <S, I extends Input, E extends Event, F extends Effect>(
  stream: string,
  decider: Decider<S, I, E, F>,
  stored: StoredStream<E, I>,
): Judged => {
  const replayed = replayStream(decider, stored, { sha256 });
  switch (replayed.kind) {
    case 'identical':
      return replayed;
    case 'broken':
      return { kind: 'broken', stream, version: replayed.version, reason: replayed.reason };
    case 'diverged':
      return divergence(stream, stored, replayed);
  }
};

const divergence = <I extends Input, E extends Event>(
  stream: string,
  stored: StoredStream<E, I>,
  { version, input, expected, actual }: Extract<Replayed<I, E>, { readonly kind: 'diverged' }>,
): Finding => {
  const firstVersion =
    stored.inputs.find((step) => step.input.inputId === input.inputId)?.firstVersion ?? version;
  const [recorded, decided] = [expected[version - firstVersion], actual[version - firstVersion]];
  return {
    kind: 'diverged',
    stream,
    version,
    input,
    ...(recorded ? { recorded } : {}),
    ...(decided ? { decided } : {}),
    differences: differencesOf(recorded, decided),
  };
};
