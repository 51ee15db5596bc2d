// What the events of a hand-off mean in numbers.
import { type Recorded } from '@trunkline/event-sourcing';
import { isKnownReason, type HandoffEvent } from '@trunkline/domain/handoff/index';
import {
  handoffEnded,
  handoffRequested,
  offerEnded,
  packetRated,
  stepTook,
  type Outcome,
} from '../observations';
import { type KnownHandoff } from './handoffs';

export const measure = (events: readonly Recorded<HandoffEvent>[], handoff: KnownHandoff): void => {
  for (const recorded of events) measureOne(recorded, handoff);
};

const measureOne = ({ event, at }: Recorded<HandoffEvent>, handoff: KnownHandoff): void => {
  const ended = (outcome: Outcome): void => handoffEnded({ ...attributesOf(handoff), outcome });
  switch (event.type) {
    case 'HandoffOpened':
      return handoffRequested(attributesOf(handoff));
    case 'PacketFrozen':
      return stepTook(at - handoff.openedAt, { step: 'freeze' });
    case 'OfferMade':
      return stepTook(at - handoff.openedAt, { step: 'queue' });
    case 'OfferAccepted':
      offerEnded({ result: 'accepted' });
      return 'offer' in handoff && handoff.offer
        ? stepTook(at - handoff.offer.offeredAt, { step: 'offer' })
        : undefined;
    case 'OfferDeclined':
      return offerEnded({ result: 'declined' });
    case 'OfferExpired':
      return offerEnded({ result: 'expired' });
    case 'OfferWithdrawn':
      return offerEnded({ result: 'withdrawn' });
    case 'CallBridged':
      stepTook(at - handoff.openedAt, { step: 'total' });
      return 'offer' in handoff && handoff.offer
        ? stepTook(at - handoff.offer.offeredAt, { step: 'bridge' })
        : undefined;
    case 'HumanLegEnded':
      return ended('bridged');
    case 'HandoffAbandoned':
      return ended('abandoned');
    case 'HandoffFailed':
      return ended('failed');
    case 'NoAgentAvailable':
      return ended('no_agent');
    case 'HandoffCompleted':
      return packetRated({ rating: event.rating });
    case 'PacketRevised':
    case 'HandoffQueued':
    case 'NoAgentFree':
    case 'ExclusionsLifted':
    case 'BridgeProgressed':
    case 'BridgeFailed':
    case 'WrapUpExtended':
      return undefined;
  }
};

/** Reasons outside the closed list share one label value. */
const attributesOf = ({ reason, queue }: KnownHandoff): { reason: string; queue: string } => ({
  reason: isKnownReason(reason) ? reason : 'unlisted',
  queue,
});
