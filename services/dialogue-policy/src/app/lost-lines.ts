// Lines that went away: each has a grace in which a gateway may attach again; then its call ends as `gateway-lost`.
import { call } from '@trunkline/domain';
import {
  fold,
  type EpochMs,
  type EventStore,
  type Recorded,
  type Scheduler,
} from '@trunkline/event-sourcing';
import { type Flow } from '@trunkline/flow';
import { type PolicyTerms } from '../config';
import { type Calls } from './calls';
import { type FlowBook } from './flow-book';
import { type Lines } from './lines';

export interface LostLinesDeps {
  readonly calls: Pick<Calls, 'lose' | 'endAbandoned'>;
  readonly lines: Pick<Lines, 'has'>;
  readonly flows: Pick<FlowBook, 'pinned'>;
  readonly store: Pick<EventStore, 'openStreams' | 'read'>;
  readonly scheduler: Scheduler;
  readonly terms: PolicyTerms;
  clock(): EpochMs;
  onError(error: unknown): void;
}

/** A line that outlives its call's limit by this much is held by nobody: the anchor keeps the limit too. */
const OVERDUE_MS = 60_000;
/** With a human the call's own limit does not count; nobody talks as long as this. */
const WITH_HUMAN_MS_MAX = 6 * 3_600_000;
/** Whoever has a call that talks appends something long before this: its silence, its fillers, its waiting are timed. */
const SILENT_MS_MAX = 120_000;
/** Ends that were tried in vain; after some ten minutes the sweep finds what is overdue. */
const ENDINGS_MAX = 24;
const REASON = 'gateway-lost';
const againMs = (attempt: number): number => Math.min(1_000 * 2 ** attempt, 30_000);

interface Ending {
  /** By this instance when its line was lost; otherwise by nobody. */
  readonly isHeld: boolean;
  readonly attempt: number;
}

export class LostLines {
  private readonly graces = new Map<string, () => void>();
  private stopSweep: (() => void) | undefined;
  private isClosed = false;

  constructor(private readonly deps: LostLinesDeps) {}

  /** What is open in the record at the start, and at each sweep, and has no line. */
  start(): void {
    const { deps } = this;
    const { terms, scheduler } = deps;
    const firstAt = deps.clock() + terms.reattachMsMax;
    const sweepAt = (at: EpochMs, scope: PolicyTerms['instances']): void => {
      const again = (next: PolicyTerms['instances']): void => {
        if (!this.isClosed) sweepAt(deps.clock() + terms.sweepMs, next);
      };
      this.stopSweep = scheduler.schedule(at, () => {
        this.sweep(scope).then(
          () => again('many'),
          // What a record that was away did not tell is asked of it again.
          (error: unknown) => {
            deps.onError(error);
            again(scope);
          },
        );
      });
    };
    sweepAt(firstAt, terms.instances);
  }

  /** The stream to a line broke without an end of the line. */
  lost(callId: string): void {
    if (this.isClosed) return;
    this.endAfter(callId, this.deps.terms.reattachMsMax, { isHeld: true, attempt: 0 });
  }

  /** The line is attached again. */
  found(callId: string): void {
    this.graces.get(callId)?.();
    this.graces.delete(callId);
  }

  close(): void {
    this.isClosed = true;
    this.stopSweep?.();
    for (const cancel of this.graces.values()) cancel();
    this.graces.clear();
  }

  private async sweep(scope: PolicyTerms['instances']): Promise<void> {
    for (const stream of await this.deps.store.openStreams('call')) {
      const callId = stream.slice('call/'.length);
      if (this.isClosed) return;
      if (this.deps.lines.has(callId) || this.graces.has(callId)) continue;
      if (scope === 'one' || (await this.isOverdue(stream)))
        await this.end(callId, { isHeld: false, attempt: 0 });
    }
  }

  /** Unless the line is found before. */
  private endAfter(callId: string, delayMs: number, ending: Ending): void {
    const { scheduler, lines } = this.deps;
    this.found(callId);
    const due = (): void => {
      this.graces.delete(callId);
      if (!lines.has(callId)) void this.end(callId, ending);
    };
    this.graces.set(callId, scheduler.schedule(this.deps.clock() + delayMs, due));
  }

  /** The record may be away for longer than a grace: the end of a call is not forgotten with it. */
  private async end(callId: string, ending: Ending): Promise<void> {
    if (this.isClosed) return;
    const { calls, lines } = this.deps;
    try {
      await (ending.isHeld ? calls.lose(callId, REASON) : calls.endAbandoned(callId, REASON));
    } catch (error) {
      this.deps.onError(error);
      const isOpen = !this.isClosed && !lines.has(callId) && !this.graces.has(callId);
      const attempt = ending.attempt + 1;
      if (isOpen && attempt <= ENDINGS_MAX)
        this.endAfter(callId, againMs(ending.attempt), { ...ending, attempt });
    }
  }

  private async isOverdue(stream: string): Promise<boolean> {
    const { events } = await this.deps.store.read<call.CallEvent, call.CallInput>(stream);
    const began = events[0]?.event;
    if (began?.type !== 'CallStarted') return false;
    const withHuman = events.some(({ event }) => event.type === 'HandoffRequested');
    const bound = await this.deps.flows.pinned(began.flowHash);
    if (bound !== undefined && this.isForsaken(bound.flow, events)) return true;
    const limitMs = bound?.flow.limits.callMsMax ?? 0;
    const moreMs = withHuman ? WITH_HUMAN_MS_MAX : OVERDUE_MS;
    return this.deps.clock() > began.answeredAt + limitMs + moreMs;
  }

  /** Its brain and its gateway are both gone: nobody appends to a call in which something is always due. */
  private isForsaken(flow: Flow, events: readonly Recorded<call.CallEvent>[]): boolean {
    const decider = call.callDecider(flow);
    const state = fold(
      decider,
      decider.initial,
      events.map(({ event }) => event),
    );
    const isTimed = state.status === 'live' && !state.held && state.phase !== 'with-human';
    return isTimed && this.deps.clock() > (events.at(-1)?.at ?? 0) + SILENT_MS_MAX;
  }
}
