// What can be asked about calls, for people and machines: lists, timelines, raw events, replay.
import { type EventStore, type Recorded } from '@trunkline/event-sourcing';
import { type SnapshotStore } from '@trunkline/event-store';
import { type CallRow } from '../domain/call-row';
import { summaryOf, type CallSummary } from '../domain/summary';
import { timelineOf } from '../domain/timeline';
import { type Timeline } from '../domain/timeline-entry';
import { type CallQuery, type CallTable } from '../ports/call-table.port';
import { rawEventsOf, readCall, streamsOf } from './read-call';
import { replayAll, replayStreams, type ReplayReport } from './replay';

export interface CallTrace {
  readonly summary: CallSummary;
  readonly timeline: Timeline;
}

export type FoundCall =
  | { readonly kind: 'found'; readonly callId: string }
  | { readonly kind: 'none' }
  /** The first ids that begin so. */
  | { readonly kind: 'ambiguous'; readonly callIds: readonly string[] };

/** What asking needs of the table of calls; it writes nothing. */
export type CallList = Pick<CallTable<never>, 'list' | 'get' | 'withPrefix'>;

export interface TracesDeps {
  readonly store: EventStore;
  readonly snapshots: SnapshotStore;
  readonly table: CallList;
  /** Brings the table up to the record. */
  catchUp(): Promise<unknown>;
}

const CANDIDATES_MAX = 6;

/** Every method may reject with StoreUnavailable. */
export class Traces {
  constructor(private readonly deps: TracesDeps) {}

  async catchUp(): Promise<void> {
    await this.deps.catchUp();
  }

  calls(query: CallQuery): Promise<readonly CallRow[]> {
    return this.deps.table.list(query);
  }

  /** A whole id, the beginning of one, or `last`. */
  async find(word: string): Promise<FoundCall> {
    if (word === 'last') {
      const [newest] = await this.deps.table.list({ limit: 1 });
      return newest ? { kind: 'found', callId: newest.callId } : { kind: 'none' };
    }
    const callIds = await this.deps.table.withPrefix(word, CANDIDATES_MAX);
    const [first] = callIds;
    if (first === undefined) return { kind: 'none' };
    const isSure = callIds.length === 1 || first === word;
    return isSure ? { kind: 'found', callId: first } : { kind: 'ambiguous', callIds };
  }

  async trace(callId: string): Promise<CallTrace | undefined> {
    const record = await readCall(this.deps.store, callId);
    if (!record) return undefined;
    const timeline = timelineOf(record);
    return { summary: summaryOf(record, timeline), timeline };
  }

  async events(callId: string): Promise<readonly Recorded[] | undefined> {
    const record = await readCall(this.deps.store, callId);
    return record && rawEventsOf(record);
  }

  async replay(callId: string): Promise<ReplayReport | undefined> {
    const record = await readCall(this.deps.store, callId);
    return record && replayStreams(this.deps, streamsOf(record));
  }

  replayAll(onCall?: (callId: string, report: ReplayReport) => void): Promise<ReplayReport> {
    return replayAll(this.deps, onCall);
  }
}
