// The human agents of all tenants: their presence as events, and their desks' feeds.
import {
  createHost,
  type EpochMs,
  type EventStore,
  type Host,
  type HostFault,
  type Recorded,
  type Scheduler,
} from '@trunkline/event-sourcing';
import {
  agentDecider,
  type AgentEvent,
  type AgentInput,
  type AwayBecause,
  type HumanAgent as AgentState,
  type SettleAgent,
} from '@trunkline/domain/handoff/index';
import { MemoryPresence, type Presence } from '@trunkline/cache';
import { type HumanAgent } from '@trunkline/tenant';
import { DeskFeed, type FeedMessage } from './desk-feed';
import { DeskPresence } from './desk-presence';
import { presenceOf } from './desk-projection';

export interface AgentKey {
  readonly tenantId: string;
  readonly agentId: string;
}

export interface AgentsOptions {
  readonly store: EventStore;
  readonly instance: string;
  readonly clock: () => EpochMs;
  readonly scheduler: Scheduler;
  readonly newId: () => string;
  /** Of desks, told from instance to instance; in this one alone if absent. */
  readonly presence?: Presence | undefined;
  readonly onFault: (fault: HostFault) => void;
  /** Somebody became ready, or stopped being so. */
  readonly onChanged: (key: AgentKey) => void;
}

/** A desk that was closed may come back, after a reload for instance, before its human agent counts as gone. */
const DESK_GONE_MS = 20_000;
/** Grace for the hand-off to say how its offer ended before the reservation lapses. */
const RESERVATION_GRACE_MS = 10_000;

export const agentStream = ({ tenantId, agentId }: AgentKey): string => `agent/${tenantId}:${agentId}`;

export const keyOfStream = (stream: string): AgentKey => {
  const name = stream.slice('agent/'.length);
  const colon = name.indexOf(':');
  return { tenantId: name.slice(0, colon), agentId: name.slice(colon + 1) };
};

export class Agents {
  private readonly host: Host<AgentState, AgentInput, AgentEvent>;
  private readonly feeds = new Map<string, DeskFeed>();
  private readonly goneChecks = new Map<string, () => void>();
  private readonly desks: DeskPresence;
  private isClosed = false;

  constructor(private readonly options: AgentsOptions) {
    const { presence = new MemoryPresence(options.clock), clock, scheduler } = options;
    this.desks = new DeskPresence({ presence, clock, scheduler });
    this.host = createHost({
      decider: agentDecider,
      store: options.store,
      actor: { service: 'handoff', instance: options.instance },
      perform: () => undefined,
      clock: options.clock,
      scheduler: options.scheduler,
      // Presence belongs to no call; its events are ordered by whom they are about.
      locate: (stream) => ({
        tenantId: keyOfStream(stream).tenantId,
        callId: `agent:${keyOfStream(stream).agentId}`,
      }),
      onAppended: (events, state) => this.appended(events, state),
      onFault: options.onFault,
    });
  }

  async recover(): Promise<void> {
    await this.host.recoverAll();
    await this.desks.look(this.host.streams().map(keyOfStream));
    for (const stream of this.host.streams()) {
      const key = keyOfStream(stream);
      const { clock } = this.options;
      this.feed(key).publish({ type: 'presence', presence: presenceOf(this.state(key), clock()) });
      this.checkLater(key);
    }
  }

  state(key: AgentKey): AgentState {
    return this.host.state(agentStream(key)) ?? agentDecider.initial;
  }

  /** Nobody is offered a caller whom they cannot see: who is ready and whose last desk has gone counts as away. */
  offerable(key: AgentKey): AgentState {
    const state = this.state(key);
    const isGone = this.goneChecks.has(agentStream(key)) && !this.desks.wasThere(key);
    return isGone && state.status === 'ready' ? { ...state, status: 'away', because: 'disconnected' } : state;
  }

  feed(key: AgentKey): DeskFeed {
    const stream = agentStream(key);
    const known = this.feeds.get(stream);
    if (known) return known;
    const feed = new DeskFeed(this.options.instance);
    this.feeds.set(stream, feed);
    return feed;
  }

  feedsOf(tenantId: string): readonly (readonly [AgentKey, DeskFeed])[] {
    return [...this.feeds]
      .map(([stream, feed]) => [keyOfStream(stream), feed] as const)
      .filter(([key]) => key.tenantId === tenantId);
  }

  /** A desk opens. Undefined when this human agent has too many of them. */
  openDesk(
    key: AgentKey,
    lastEventId: string | undefined,
    listener: (message: FeedMessage) => void,
  ): (() => void) | undefined {
    const close = this.feed(key).open(lastEventId, listener);
    if (!close) return undefined;
    this.goneChecks.get(agentStream(key))?.();
    this.desks.opened(key);
    this.options.onChanged(key);
    return () => {
      close();
      if (this.feed(key).desks === 0) this.desks.closed(key);
      this.checkLater(key);
    };
  }

  async setPresence(key: AgentKey, to: 'ready' | 'away', because: AwayBecause): Promise<void> {
    await this.dispatch(key, { ...this.input(), type: 'SetPresence', to, because });
  }

  /** True when the human agent was ready and is now kept for this offer. */
  async reserve(
    key: AgentKey,
    offer: { offerId: string; handoffId: string; until: EpochMs },
  ): Promise<boolean> {
    const { offerId, handoffId, until } = offer;
    const leaseUntil = until + RESERVATION_GRACE_MS;
    const input: AgentInput = { ...this.input(), type: 'ReserveAgent', offerId, handoffId, leaseUntil };
    return (await this.dispatch(key, input)).kind === 'appended';
  }

  async settle(key: AgentKey, settle: Omit<SettleAgent, 'type'>, inputId: string): Promise<void> {
    const { offerId, outcome } = settle;
    const at = this.options.clock();
    await this.dispatch(key, { type: 'SettleOffer', inputId, at, offerId, outcome });
  }

  async close(): Promise<void> {
    this.isClosed = true;
    for (const cancel of this.goneChecks.values()) cancel();
    this.desks.close();
    await this.host.close();
  }

  private input(): { inputId: string; at: EpochMs } {
    return { inputId: this.options.newId(), at: this.options.clock() };
  }

  private dispatch(key: AgentKey, input: AgentInput) {
    return this.host.dispatch(agentStream(key), input);
  }

  private appended(events: readonly Recorded<AgentEvent>[], state: AgentState): void {
    const last = events.at(-1);
    if (!last) return;
    const key = keyOfStream(last.stream);
    this.feed(key).publish({ type: 'presence', presence: presenceOf(state, last.at) });
    this.options.onChanged(key);
  }

  /** A human agent whose last desk has closed is not offered callers that they cannot see. */
  private checkLater(key: AgentKey): void {
    const stream = agentStream(key);
    this.goneChecks.get(stream)?.();
    if (this.isClosed) return;
    const cancel = this.options.scheduler.schedule(this.options.clock() + DESK_GONE_MS, () => {
      this.goneChecks.delete(stream);
      if (this.feed(key).desks > 0 || this.state(key).status === 'away') return;
      this.setPresence(key, 'away', 'disconnected').catch(() => this.checkLater(key));
    });
    this.goneChecks.set(stream, () => {
      cancel();
      this.goneChecks.delete(stream);
    });
  }
}

/** Who is listed for a queue and ready, the longest idle first. */
export const readyAgents = (
  listed: readonly HumanAgent[],
  stateOf: (agent: HumanAgent) => AgentState,
): readonly HumanAgent[] =>
  listed
    .map((agent) => ({ agent, state: stateOf(agent) }))
    .flatMap(({ agent, state }) => (state.status === 'ready' ? [{ agent, since: state.since }] : []))
    .sort((a, b) => a.since - b.since)
    .map(({ agent }) => agent);
