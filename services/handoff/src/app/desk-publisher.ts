// Sends to the right desks what hand-offs lead to.
import { type EpochMs, type Recorded } from '@trunkline/event-sourcing';
import {
  type Handoff,
  type HandoffEvent,
  type PacketLine,
  type Queued,
} from '@trunkline/domain/handoff/index';
import { type TenantView } from './tenant-view';
import { type AgentKey, type Agents } from './agents';
import { type Cases } from './cases';
import { deskEventOf, offerEvent, resumedEvents, type CallerView } from './desk-projection';
import { type KnownHandoff } from './handoffs';

export interface DeskPublisherPorts {
  readonly agents: Agents;
  readonly cases: Cases;
  readonly tenants: (tenantId: string) => TenantView | undefined;
  readonly clock: () => EpochMs;
}

/** Lines of a caller that an offer brings along; the packet holds the last of them anyway. */
const LINES_MAX = 60;
const OFFERS_REMEMBERED_MAX = 1_000;

export class DeskPublisher {
  /** Offer to hand-off, for answers that come after the offer is over. */
  private readonly offers = new Map<string, { readonly key: AgentKey; readonly handoffId: string }>();

  constructor(private readonly ports: DeskPublisherPorts) {}

  publish(events: readonly Recorded<HandoffEvent>[], handoff: KnownHandoff): void {
    for (const recorded of events) this.publishOne(recorded, handoff);
  }

  line(handoff: KnownHandoff, line: PacketLine): void {
    const key = holderOf(handoff);
    if (key) this.ports.agents.feed(key).publish({ type: 'line', handoffId: handoff.handoffId, line });
  }

  resume(handoff: KnownHandoff): void {
    const key = holderOf(handoff);
    const view = this.view(handoff);
    if (!key || !view || !('offer' in handoff) || !handoff.offer) return;
    this.remember(handoff.offer.offerId, key, handoff.handoffId);
    const feed = this.ports.agents.feed(key);
    for (const event of resumedEvents(view, handoff, this.ports.clock())) feed.publish(event);
  }

  /** Tells every desk of the tenant how many callers wait in its human agent's queues. */
  waiting(tenantId: string, callers: readonly Queued[]): void {
    const queues = Object.values(this.ports.tenants(tenantId)?.queues ?? {});
    for (const [key, feed] of this.ports.agents.feedsOf(tenantId)) {
      const theirs = new Set(
        queues.filter(({ agents }) => agents.some(({ id }) => id === key.agentId)).map(({ name }) => name),
      );
      const waiting = callers.filter(
        (caller) => caller.tenantId === tenantId && theirs.has(caller.queue),
      ).length;
      if (waiting !== feed.view.waiting) feed.publish({ type: 'waiting', waiting });
    }
  }

  lastOffer({ tenantId, agentId }: AgentKey, offerId: string): string | undefined {
    const offer = this.offers.get(offerId);
    return offer?.key.tenantId === tenantId && offer.key.agentId === agentId ? offer.handoffId : undefined;
  }

  private publishOne({ event, at }: Recorded<HandoffEvent>, handoff: KnownHandoff): void {
    const { tenantId, handoffId } = handoff;
    if (event.type === 'OfferMade') {
      const key = { tenantId, agentId: event.agentId };
      const view = this.view(handoff);
      this.remember(event.offerId, key, handoffId);
      if (view) this.ports.agents.feed(key).publish(offerEvent(view, event));
      return;
    }
    if (event.type === 'PacketRevised') return this.revised(handoff, at);
    const offerId = this.offerIdOf(event, handoff);
    const offer = offerId === undefined ? undefined : this.offers.get(offerId);
    if (!offer || offerId === undefined) return;
    const deskEvent = deskEventOf(handoffId, { offerId }, { event, at });
    if (deskEvent) this.ports.agents.feed(offer.key).publish(deskEvent);
  }

  private revised(handoff: KnownHandoff, at: EpochMs): void {
    const key = holderOf(handoff);
    const packet = this.ports.cases.get(handoff.handoffId)?.packet;
    if (!key || !packet) return;
    this.ports.agents.feed(key).publish({ type: 'packet', handoffId: handoff.handoffId, packet, at });
  }

  private offerIdOf(event: HandoffEvent, handoff: KnownHandoff): string | undefined {
    if ('offerId' in event) return event.offerId;
    return 'offer' in handoff ? handoff.offer?.offerId : undefined;
  }

  private view(handoff: KnownHandoff): CallerView | undefined {
    const known = this.ports.cases.get(handoff.handoffId);
    if (!known) return undefined;
    const lines = known.callEvents.flatMap(
      (event) => this.ports.cases.lineOf(handoff.handoffId, event) ?? [],
    );
    const queue = this.ports.tenants(handoff.tenantId)?.queues[handoff.queue];
    return {
      handoff,
      queueLabel: queue?.label ?? handoff.queue,
      packet: known.packet,
      lines: lines.slice(-LINES_MAX),
    };
  }

  private remember(offerId: string, key: AgentKey, handoffId: string): void {
    this.offers.set(offerId, { key, handoffId });
    const oldest = this.offers.keys().next().value;
    if (this.offers.size > OFFERS_REMEMBERED_MAX && oldest !== undefined) this.offers.delete(oldest);
  }
}

/** Whose desk shows the caller at this moment. */
const holderOf = (handoff: Handoff): AgentKey | undefined =>
  'offer' in handoff && handoff.offer
    ? { tenantId: handoff.tenantId, agentId: handoff.offer.agentId }
    : undefined;
