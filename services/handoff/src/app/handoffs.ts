// The hand-offs of all tenants: requests in, packets frozen, callers queued, offered and bridged, each to its end.
import {
  createHost,
  type EpochMs,
  type EventStore,
  type Host,
  type HostFault,
  type Recorded,
  type Scheduler,
} from '@trunkline/event-sourcing';
import { type Presence } from '@trunkline/cache';
import { type EventBus, type Subscription } from '@trunkline/event-bus';
import {
  handoffDecider,
  isOver,
  takingOf,
  type Handoff,
  type HandoffEvent,
  type HandoffInput,
  type HandoffPacket,
  type Queued,
  type Redact,
  type Taking,
} from '@trunkline/domain/handoff/index';
import { type Logger } from '@trunkline/runtime';
import { type TenantView } from './tenant-view';
import { termsOf, type OwnTerms } from '../config';
import { handoffLost, observeLevels } from '../observations';
import { type Lines } from '../ports/lines.port';
import { Agents, type AgentKey } from './agents';
import { CallFollower } from './call-follower';
import { Cases } from './cases';
import { DeskPublisher } from './desk-publisher';
import { performer } from './effects';
import { levelsOf } from './levels';
import { measure } from './measure';
import { isQuiet, ProgressListeners, progressOf, type Progress } from './progress';
import { QueueSearch } from './queue';

export interface HandoffsOptions {
  readonly store: EventStore;
  readonly bus: EventBus;
  readonly lines: Lines;
  readonly tenants: (tenantId: string) => TenantView | undefined;
  readonly tenantIds: () => readonly string[];
  readonly redact: Redact;
  readonly terms: OwnTerms;
  readonly instance: string;
  readonly clock: () => EpochMs;
  readonly scheduler: Scheduler;
  readonly newId: () => string;
  readonly presence?: Presence | undefined;
  readonly log: Logger;
}

export type Requested =
  | { readonly kind: 'attached' }
  | { readonly kind: 'unknown-tenant' }
  | { readonly kind: 'unknown-queue'; readonly queues: readonly string[] };

export type HandoffRequest = Pick<
  Extract<HandoffInput, { type: 'RequestHandoff' }>,
  'handoffId' | 'callId' | 'tenantId' | 'reason' | 'queue' | 'fenceEpoch' | 'asOfVersion' | 'traceparent'
>;

export const handoffStream = (handoffId: string): string => `handoff/${handoffId}`;

export class Handoffs {
  readonly agents: Agents;
  readonly cases: Cases;
  private readonly host: Host<Handoff, HandoffInput, HandoffEvent>;
  private readonly queue: QueueSearch;
  private readonly desks: DeskPublisher;
  private readonly follower: CallFollower;
  private readonly listeners = new ProgressListeners();
  /** Where the events of a hand-off belong before its first is appended. */
  private readonly opening = new Map<string, { readonly tenantId: string; readonly callId: string }>();
  private subscription: Subscription | undefined;
  private stopObserving: (() => void) | undefined;
  private readonly leavers = new Set<() => void>();

  constructor(private readonly options: HandoffsOptions) {
    const { store, instance, clock, scheduler } = options;
    const onFault = (fault: HostFault) => this.fault(fault);
    this.cases = new Cases(options);
    this.agents = new Agents({ ...options, onFault, onChanged: () => this.queue.search() });
    this.desks = new DeskPublisher({ ...options, agents: this.agents, cases: this.cases });
    this.follower = new CallFollower({
      ...options,
      cases: this.cases,
      open: () => this.open(),
      tell: (handoffId, input) => this.tell(handoffId, input),
      onLine: (handoff, line) => this.desks.line(handoff, line),
    });
    const ports = { ...options, cases: this.cases, agents: this.agents, search: () => this.queue.search() };
    this.host = createHost({
      decider: handoffDecider,
      store,
      actor: { service: 'handoff', instance },
      perform: performer(ports),
      clock,
      scheduler,
      locate: (stream) => this.locate(stream),
      onAppended: (events, state) => this.appended(events, state),
      onFault,
    });
    this.queue = new QueueSearch({
      ...options,
      waiting: () => this.waiting(),
      agentState: (key) => this.agents.offerable(key),
      reserve: (key, offer) => this.agents.reserve(key, offer),
      offer: async (handoffId, { offerId, agent }) => {
        const to = { agentId: agent.id, agentName: agent.name, sipUri: agent.sipUri };
        return (await this.tell(handoffId, { type: 'MakeOffer', offerId, ...to })).kind === 'appended';
      },
      free: (key, offerId) =>
        this.agents.settle(key, { agentId: key.agentId, offerId, outcome: 'withdrawn' }, `free:${offerId}`),
      nobody: async (handoffId, cause) => void (await this.tell(handoffId, { type: 'NoteNoAgent', cause })),
      onFault: (error) => options.log.error({ err: error }, 'queue search failed'),
    });
  }

  /** Takes up what was open when the last process ended; then follows the calls. */
  async start(): Promise<void> {
    await this.agents.recover();
    const ended = await this.follower.restore();
    await this.host.recoverAll();
    for (const handoff of this.open()) this.desks.resume(handoff);
    await this.follower.cancelEnded(ended);
    for (const handoff of this.open()) await this.follower.catchUp(handoff);
    this.subscription = await this.follower.subscribe();
    this.stopObserving = observeLevels(() => levelsOf(this.open(), this.options, this.agents));
    this.queue.search();
  }

  /** Starts the hand-off or attaches to it; `listener` hears its progress from the present on. */
  async request(
    request: HandoffRequest,
    listener: (progress: Progress) => void,
  ): Promise<Requested & { readonly detach?: () => void }> {
    const tenant = this.options.tenants(request.tenantId);
    if (!tenant) return { kind: 'unknown-tenant' };
    const queue = tenant.queues[request.queue];
    if (!queue) return { kind: 'unknown-queue', queues: Object.keys(tenant.queues) };
    const { handoffId, tenantId, callId } = request;
    this.opening.set(handoffStream(handoffId), { tenantId, callId });
    const detach = this.listeners.add(handoffId, listener);
    const terms = termsOf(queue, this.options.terms);
    const inputId = `request:${handoffId}`;
    try {
      const answer = await this.tell(handoffId, { type: 'RequestHandoff', ...request, terms, inputId });
      // Whoever attaches to a hand-off under way hears where it stands; a new one speaks for itself.
      const present = answer.kind === 'appended' ? undefined : progressOf(answer.state, this.options.clock());
      if (present) listener(present);
    } catch (error) {
      detach();
      throw error;
    } finally {
      this.opening.delete(handoffStream(handoffId));
    }
    return { kind: 'attached', detach };
  }

  /** True when there was something to cancel. */
  async cancel(handoffId: string, reason: string): Promise<boolean> {
    const state = await this.find(handoffId);
    if (state.status === 'unknown' || isOver(state.status)) return false;
    await this.tell(handoffId, { type: 'CancelHandoff', reason });
    return true;
  }

  async accept(offerId: string, key: AgentKey, inputId: string): Promise<Taking> {
    const handoffId = this.offered(offerId, key);
    if (handoffId === undefined) return 'offer_unknown';
    const input = { type: 'AcceptOffer', offerId, agentId: key.agentId, inputId } as const;
    return takingOf((await this.tell(handoffId, input)).state, offerId, key.agentId);
  }

  /** Hands an input of the desk to a hand-off; false when it meant nothing there. */
  async instruct(handoffId: string, input: Omitted<HandoffInput>): Promise<boolean> {
    return (await this.tell(handoffId, input)).kind !== 'ignored';
  }

  /** The hand-off that this human agent was offered, if it is or was theirs lately. */
  offered(offerId: string, { tenantId, agentId }: AgentKey): string | undefined {
    const isTheirs = (handoff: Handoff) =>
      handoff.status !== 'unknown' &&
      handoff.tenantId === tenantId &&
      'offer' in handoff &&
      handoff.offer?.offerId === offerId &&
      handoff.offer.agentId === agentId;
    const open = this.open().find(isTheirs);
    return open?.handoffId ?? this.desks.lastOffer({ tenantId, agentId }, offerId);
  }

  packet(handoffId: string): HandoffPacket | undefined {
    return this.cases.get(handoffId)?.packet;
  }

  state(handoffId: string): Handoff {
    return this.host.state(handoffStream(handoffId)) ?? { status: 'unknown' };
  }

  /** For who holds a stream of this instance: it is to be opened again, there or here. Returns the way out. */
  whenClosed(leave: () => void): () => void {
    this.leavers.add(leave);
    return () => this.leavers.delete(leave);
  }

  async close(): Promise<void> {
    for (const leave of [...this.leavers]) leave();
    this.stopObserving?.();
    await this.subscription?.stop();
    await this.queue.idle();
    await this.host.close();
    await this.agents.close();
  }

  private async find(handoffId: string): Promise<Handoff> {
    const held = this.state(handoffId);
    if (held.status !== 'unknown') return held;
    const { events } = await this.options.store.read<HandoffEvent, HandoffInput>(handoffStream(handoffId));
    return events.reduce((state, { event }) => handoffDecider.evolve(state, event), handoffDecider.initial);
  }

  private tell(handoffId: string, input: Omitted<HandoffInput>) {
    const whole = { inputId: this.options.newId(), at: this.options.clock(), ...input } as HandoffInput;
    return this.host.dispatch(handoffStream(handoffId), whole);
  }

  private open(): readonly KnownHandoff[] {
    return this.host
      .streams()
      .map((stream) => this.host.state(stream))
      .filter((handoff) => handoff !== undefined && handoff.status !== 'unknown')
      .filter((handoff) => !isOver(handoff.status));
  }

  private waiting(): readonly Queued[] {
    return this.open().filter((handoff) => handoff.status === 'queued');
  }

  private locate(stream: string): { tenantId: string; callId: string } {
    const state = this.host.state(stream);
    if (state && state.status !== 'unknown') return { tenantId: state.tenantId, callId: state.callId };
    return this.opening.get(stream) ?? { tenantId: '', callId: '' };
  }

  private appended(events: readonly Recorded<HandoffEvent>[], state: Handoff): void {
    if (state.status === 'unknown') return;
    this.desks.publish(events, state);
    measure(events, state);
    const progress = events.every(isQuiet) ? undefined : progressOf(state, this.options.clock());
    if (progress) this.listeners.tell(progress);
    this.desks.waiting(state.tenantId, this.waiting());
    if (isOver(state.status)) this.cases.forget(state.handoffId);
    if (events.some(({ event }) => event.type === 'PacketFrozen')) this.catchUp(state);
  }

  private catchUp(handoff: KnownHandoff): void {
    this.follower
      .catchUp(handoff)
      .catch((error: unknown) => this.options.log.error({ err: error }, 'packet was not brought up to date'));
  }

  private fault(fault: HostFault): void {
    if (fault.kind === 'recovery-failed' && fault.stream.startsWith('handoff/')) handoffLost();
    this.options.log.error(
      { fault: fault.kind, stream: fault.stream, err: 'error' in fault ? fault.error : undefined },
      'hand-off host fault',
    );
  }
}

export type KnownHandoff = Exclude<Handoff, { status: 'unknown' }>;

/** An input without what the service adds to it: its time, and its id unless the giver has one. */
export type Omitted<I> = I extends HandoffInput
  ? Omit<I, 'at' | 'inputId'> & { readonly inputId?: string }
  : never;
