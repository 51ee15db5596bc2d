// The calls of this instance: each in a host bound to the flow that it began with, attached to its line or waiting for it.
import { call } from '@trunkline/domain';
import {
  createHost,
  type Dispatched,
  type EventStore,
  type Host,
  type HostFault,
} from '@trunkline/event-sourcing';
import { type DaySpending } from '../ports/day-spending.port';
import { type Refusal } from '../verdict';
import { type EffectDeps } from './effect-deps';
import { type BoundFlow, type FlowBook } from './flow-book';
import { type Line } from './lines';
import { performer } from './perform';

export interface CallsDeps extends EffectDeps {
  readonly store: EventStore;
  readonly flows: FlowBook;
  readonly spending: Pick<DaySpending, 'spentMicros'>;
  readonly instance: string;
  onAppended(event: call.CallEvent): void;
  onFault(fault: HostFault): void;
}

export interface Attachment {
  readonly inputId: string;
  readonly mediaMs: number;
  readonly callId: string;
  readonly tenantId: string;
  readonly flow: string;
  readonly from: string;
  readonly to: string;
  readonly trunk: string;
  readonly gateway: string;
  readonly answeredAt: number;
  readonly playingPromptId: string;
}

export type Attached =
  | {
      readonly kind: 'attached';
      readonly bound: BoundFlow;
      readonly epoch: number;
      readonly keepPromptIds: readonly string[];
      /** The call had ended before: the line is to hang up. */
      readonly isOver: boolean;
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

type CallHost = Host<call.Call, call.CallInput, call.CallEvent>;
type CallDispatched = Dispatched<call.Call, call.CallEvent>;

export class Calls {
  private readonly hosts = new Map<string, CallHost>();
  private readonly held = new Map<string, { readonly host: CallHost; readonly epoch: number }>();

  constructor(private readonly deps: CallsDeps) {}

  /** Begins the call, or takes it over from wherever it was. Rejects with what the store and the host reject with. */
  async attach(attachment: Attachment, line: Line): Promise<Attached> {
    const { callId, tenantId, flow } = attachment;
    const stored = await this.deps.store.read<call.CallEvent, call.CallInput>(streamOf(callId));
    const began = stored.events[0];
    if (began !== undefined && began.tenantId !== tenantId) return refused({ kind: 'foreign-call' });
    const bound = await (began === undefined
      ? this.deps.flows.current(tenantId, flow)
      : this.pinned(began.event));
    if (bound === undefined) return refused({ kind: 'unknown-flow' });
    const host = this.hostOf(bound);
    // Effects of the first input already need the line.
    this.deps.lines.put(callId, line);
    const input = began === undefined ? await this.startOf(attachment, bound) : this.reattachOf(attachment);
    const dispatched = await this.dispatch(host, callId, input);
    if (dispatched.kind === 'fenced') return refused({ kind: 'superseded' });
    const [first] = dispatched.kind === 'appended' ? dispatched.events : [];
    const epoch = first?.actor.epoch ?? (await this.epochOf(callId));
    this.held.set(callId, { host, epoch });
    const state = dispatched.state;
    return {
      kind: 'attached',
      bound,
      epoch,
      keepPromptIds: call.wantedPrompts(state),
      isOver: state.status === 'ended',
    };
  }

  /** Hands a signal of an attached line to its call; undefined for a call that is not held here. */
  tell(callId: string, input: call.CallInput): Promise<CallDispatched> | undefined {
    const host = this.held.get(callId)?.host;
    return host && this.dispatch(host, callId, input);
  }

  /**
   * The line of a call held here is gone for good. Does nothing when another instance has taken the call over, and for a
   * call that is not held here any more: whoever fenced it has it. Rejects as the store does.
   */
  async lose(callId: string, reason: string): Promise<void> {
    const held = this.held.get(callId);
    if (held === undefined) return;
    if (await this.isTakenOver(callId, held.epoch)) await held.host.release(streamOf(callId));
    else await this.endLine(held.host, callId, reason);
    // Until here it says whose the call was: after a failure this is asked for again.
    if (this.held.get(callId) === held) this.held.delete(callId);
  }

  /** Ends a call that nobody holds, whoever held it last. Rejects as the store does. */
  async endAbandoned(callId: string, reason: string): Promise<void> {
    const host = await this.hostOfStored(callId);
    if (host) await this.endLine(host, callId, reason);
  }

  forget(callId: string): void {
    this.held.delete(callId);
  }

  async close(): Promise<void> {
    await Promise.all([...this.hosts.values()].map((host) => host.close()));
  }

  private async endLine(host: CallHost, callId: string, reason: string): Promise<void> {
    const at = this.deps.clock();
    await this.dispatch(host, callId, { type: 'EndLine', inputId: `line-lost:${at}`, at, reason });
  }

  private dispatch(host: CallHost, callId: string, input: call.CallInput): Promise<CallDispatched> {
    const { traces, lines } = this.deps;
    const traceparent = lines.traceparent(callId);
    return traces.deciding(callId, { ...input, traceparent }, () => host.dispatch(streamOf(callId), input));
  }

  private async hostOfStored(callId: string): Promise<CallHost | undefined> {
    const stored = await this.deps.store.read<call.CallEvent, call.CallInput>(streamOf(callId));
    const began = stored.events[0];
    const bound = began === undefined ? undefined : await this.pinned(began.event);
    return bound === undefined ? undefined : this.hostOf(bound);
  }

  private async pinned(began: call.CallEvent): Promise<BoundFlow | undefined> {
    return began.type === 'CallStarted' ? this.deps.flows.pinned(began.flowHash) : undefined;
  }

  /** A newer epoch alone does not say so: after an outage this very instance may have taken the lease again. */
  private async isTakenOver(callId: string, epoch: number): Promise<boolean> {
    const stored = await this.deps.store.read(streamOf(callId));
    return stored.epoch > epoch && stored.events.at(-1)?.actor.instance !== this.deps.instance;
  }

  private async epochOf(callId: string): Promise<number> {
    return (await this.deps.store.read(streamOf(callId))).epoch;
  }

  private hostOf(bound: BoundFlow): CallHost {
    const known = this.hosts.get(bound.hash);
    if (known !== undefined) return known;
    const { deps } = this;
    const host = createHost({
      decider: call.callDecider(bound.flow),
      store: deps.store,
      actor: { service: 'dialogue-policy', instance: deps.instance },
      perform: performer(deps, bound.flow),
      clock: () => deps.clock(),
      scheduler: deps.scheduler,
      locate: (stream) => ({ tenantId: bound.flow.tenantId, callId: callIdIn(stream) }),
      onAppended: (events, state) => {
        deps.traces.appended(events, state);
        events.forEach(({ event }) => deps.onAppended(event));
      },
      onFault: (fault) => {
        if (fault.kind === 'fenced') this.superseded(callIdIn(fault.stream));
        if (fault.kind === 'store-unavailable') deps.lines.letGo(callIdIn(fault.stream));
        deps.onFault(fault);
      },
      limits: { streamsMax: deps.terms.callsMax },
    });
    this.hosts.set(bound.hash, host);
    return host;
  }

  private superseded(callId: string): void {
    this.held.delete(callId);
    this.deps.lines.supersede(callId);
  }

  private async startOf(attachment: Attachment, { hash }: BoundFlow): Promise<call.StartCall> {
    const { inputId, mediaMs, playingPromptId: _, ...names } = attachment;
    const at = this.deps.clock();
    const spentTodayMicros = await this.deps.spending.spentMicros(attachment.tenantId, at);
    return { type: 'StartCall', inputId, at, mediaMs, ...names, flowHash: hash, spentTodayMicros };
  }

  private reattachOf({ inputId, mediaMs, gateway, playingPromptId }: Attachment): call.Reattach {
    const playing = playingPromptId === '' ? {} : { playingPromptId };
    return { type: 'Reattach', inputId, at: this.deps.clock(), mediaMs, gateway, ...playing };
  }
}

const refused = (refusal: Refusal): Attached => ({ kind: 'refused', refusal });

const streamOf = (callId: string): string => `call/${callId}`;

const callIdIn = (stream: string): string => stream.slice('call/'.length);
