// From what happens to hand-offs and human agents to what their desks are sent.
import { type EpochMs } from '@trunkline/event-sourcing';
import {
  reasonOf,
  type DeskCaller,
  type DeskEvent,
  type DeskNotice,
  type Handoff,
  type HandoffEvent,
  type HandoffPacket,
  type HumanAgent,
  type Offer,
  type Opened,
  type PacketLine,
  type Presence,
} from '@trunkline/domain/handoff/index';

export interface CallerView {
  readonly handoff: Opened;
  readonly queueLabel: string;
  readonly packet: HandoffPacket;
  readonly lines: readonly PacketLine[];
}

export const presenceOf = (agent: HumanAgent, at: EpochMs): Presence => ({
  state: agent.status,
  ...(agent.status === 'away' ? { because: agent.because } : {}),
  next: agent.next,
  at,
});

export const offerEvent = (view: CallerView, offer: Offer): DeskEvent => ({
  type: 'offer',
  offer: { ...callerOf(view, offer.offerId), offeredAt: offer.offeredAt, expiresAt: offer.expiresAt },
});

const callerOf = ({ handoff, queueLabel, packet, lines }: CallerView, offerId: string): DeskCaller => {
  const { label, severity } = reasonOf(handoff.reason);
  return {
    handoffId: handoff.handoffId,
    offerId,
    queueLabel,
    reason: { code: handoff.reason, label, severity },
    openedAt: handoff.openedAt,
    packet,
    changed: [],
    lines,
  };
};

/** What the desk with the offer is sent of an event after the offer; undefined for what it need not know. */
export const deskEventOf = (
  handoffId: string,
  offer: Pick<Offer, 'offerId'>,
  { event, at }: { readonly event: HandoffEvent; readonly at: EpochMs },
): DeskEvent | undefined => {
  const { offerId } = offer;
  const work = { type: 'work', handoffId, offerId, at } as const;
  switch (event.type) {
    case 'OfferAccepted':
      return { ...work, phase: 'connecting' };
    case 'BridgeProgressed':
      return { ...work, phase: event.state };
    case 'CallBridged':
      return { ...work, phase: 'bridged', at: event.bridgedAt };
    case 'HumanLegEnded':
      return { ...work, phase: 'wrap-up', wrapUpUntil: event.wrapUpUntil, cause: event.cause };
    case 'WrapUpExtended':
      return { ...work, phase: 'wrap-up', wrapUpUntil: event.wrapUpUntil };
    case 'OfferDeclined':
      return over(offerId, { kind: 'declined', at });
    case 'OfferExpired':
      return over(offerId, { kind: 'offer-expired', at });
    case 'OfferWithdrawn':
      return over(offerId, { kind: 'caller-left', at });
    case 'BridgeFailed':
      return over(offerId, { kind: 'phone-failed', at, cause: event.cause });
    case 'HandoffCompleted':
      return over(offerId, { kind: 'completed', at });
    case 'HandoffOpened':
    case 'PacketFrozen':
    case 'PacketRevised':
    case 'HandoffQueued':
    case 'NoAgentFree':
    case 'ExclusionsLifted':
    case 'OfferMade':
    case 'HandoffAbandoned':
    case 'HandoffFailed':
    case 'NoAgentAvailable':
      return undefined;
  }
};

const over = (offerId: string, notice: DeskNotice): DeskEvent => ({ type: 'over', offerId, notice });

/** What a desk is sent of a hand-off that this process has found open: enough to go on from its status. */
export const resumedEvents = (view: CallerView, handoff: Handoff, at: EpochMs): readonly DeskEvent[] => {
  if (!('offer' in handoff) || !handoff.offer) return [];
  const offer = offerEvent(view, handoff.offer);
  const work = { type: 'work', handoffId: handoff.handoffId, offerId: handoff.offer.offerId } as const;
  switch (handoff.status) {
    case 'offered':
      return [offer];
    case 'accepted':
      return [offer, { ...work, phase: 'connecting', at }];
    case 'bridged':
      return [offer, { ...work, phase: 'bridged', at: handoff.bridgedAt }];
    case 'wrap-up':
      return [offer, { ...work, phase: 'wrap-up', at, wrapUpUntil: at + handoff.terms.wrapUpMsMax }];
    case 'completed':
    case 'abandoned':
    case 'failed':
    case 'agent_unavailable':
      return [];
  }
};
