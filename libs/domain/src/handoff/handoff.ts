// The hand-off's decider: an offer is a lease, an acceptance is a compare-and-set, every status ends by a timer.
import { type Decider } from '@trunkline/event-sourcing';
import {
  abandoned,
  failed,
  isTimer,
  requeued,
  whileAccepted,
  whileBridged,
  whileWrappingUp,
} from './bridging';
import { handoffEffects, type HandoffEffect } from './effects';
import { type HandoffEvent } from './events';
import {
  type AcceptOffer,
  type DeclineOffer,
  type HandoffInput,
  type MakeOffer,
  type NoteNoAgent,
  type NotePacket,
  type RequestHandoff,
  type RevisePacket,
} from './inputs';
import { isOver } from './life-cycle';
import { priorityOf } from './reason-codes';
import { evolveHandoff, type Handoff, type Offered, type Opened, type Queued } from './state';

export const handoffDecider: Decider<Handoff, HandoffInput, HandoffEvent, HandoffEffect> = {
  category: 'handoff',
  initial: { status: 'unknown' },
  decide: (handoff, input) => decide(handoff, input),
  evolve: evolveHandoff,
  effects: handoffEffects,
  isFinal: (handoff) => isOver(handoff.status),
};

/** How the taking of an offer ended for this agent, told from the state after the input. */
export type Taking = 'taken' | 'offer_expired' | 'offer_unknown';

export const takingOf = (handoff: Handoff, offerId: string, agentId: string): Taking => {
  if (handoff.status === 'unknown') return 'offer_unknown';
  const offer = 'offer' in handoff ? handoff.offer : undefined;
  const isTheirs = offer?.offerId === offerId && offer.agentId === agentId;
  const isTaken = ['accepted', 'bridged', 'wrap-up', 'completed'].includes(handoff.status);
  return isTheirs && isTaken ? 'taken' : 'offer_expired';
};

const REVISIONS_MAX = 50;
/** Somebody else may come within this; after it, better the same human agent than nobody. */
const READMIT_MS = 20_000;
const decide = (handoff: Handoff, input: HandoffInput): readonly HandoffEvent[] => {
  if (handoff.status === 'unknown') return input.type === 'RequestHandoff' ? open(input) : [];
  if (input.type === 'RevisePacket') return revise(handoff, input);
  switch (handoff.status) {
    case 'requested':
    case 'frozen':
      return whilePacking(handoff, input);
    case 'queued':
      return whileQueued(handoff, input);
    case 'offered':
      return whileOffered(handoff, input);
    case 'accepted':
      return whileAccepted(handoff, input);
    case 'bridged':
      return whileBridged(handoff, input);
    case 'wrap-up':
      return whileWrappingUp(handoff, input);
    case 'completed':
    case 'abandoned':
    case 'failed':
    case 'agent_unavailable':
      return [];
  }
};

const open = (input: RequestHandoff): readonly HandoffEvent[] => {
  const { handoffId, callId, tenantId, reason, queue, fenceEpoch, asOfVersion, traceparent, terms, at } =
    input;
  const request = { handoffId, callId, tenantId, reason, queue, fenceEpoch, asOfVersion, traceparent, terms };
  return [{ type: 'HandoffOpened', v: 1, ...request, openedAt: at, freezeUntil: at + terms.freezeMsMax }];
};

const revise = (handoff: Opened & Handoff, input: RevisePacket): readonly HandoffEvent[] => {
  const packet = handoff.packet;
  if (!packet || isOver(handoff.status) || packet.revision >= REVISIONS_MAX) return [];
  if (packet.digest === input.digest || input.asOfVersion <= packet.asOfVersion) return [];
  return [
    {
      type: 'PacketRevised',
      v: 1,
      packetId: packet.packetId,
      revision: packet.revision + 1,
      digest: input.digest,
      previousDigest: packet.digest,
      asOfVersion: input.asOfVersion,
    },
  ];
};

const whilePacking = (handoff: Opened & Handoff, input: HandoffInput): readonly HandoffEvent[] => {
  if (input.type === 'NotePacket' && handoff.status === 'requested') return freeze(handoff, input);
  if (input.type === 'NotePacketFailed') return [failed('freeze', input.cause)];
  if (isTimer(input, 'freeze')) return [failed('freeze', 'timeout')];
  if (input.type === 'CancelHandoff') return [abandoned(handoff, input)];
  return [];
};

const freeze = (handoff: Opened, input: NotePacket): readonly HandoffEvent[] => {
  const { packetId, digest, asOfVersion, at } = input;
  const waitUntil = at + handoff.terms.waitMsMax;
  const priority = priorityOf(handoff.reason);
  return [
    { type: 'PacketFrozen', v: 1, packetId, revision: 1, digest, asOfVersion },
    {
      type: 'HandoffQueued',
      v: 1,
      queue: handoff.queue,
      priority,
      because: 'frozen',
      queuedAt: at,
      waitUntil,
    },
  ];
};

const whileQueued = (handoff: Queued, input: HandoffInput): readonly HandoffEvent[] => {
  if (input.type === 'MakeOffer') return offer(handoff, input);
  if (input.type === 'NoteNoAgent') return noAgentFree(handoff, input);
  if (isTimer(input, 'readmit')) return [{ type: 'ExclusionsLifted', v: 1 }];
  if (isTimer(input, 'wait'))
    return [{ type: 'NoAgentAvailable', v: 1, cause: handoff.noAgent ?? 'max_wait' }];
  if (input.type === 'CancelHandoff') return [abandoned(handoff, input)];
  return [];
};

const noAgentFree = (handoff: Queued, { cause, at }: NoteNoAgent): readonly HandoffEvent[] => {
  if (cause === handoff.noAgent) return [];
  return [
    { type: 'NoAgentFree', v: 1, cause, ...(cause === 'all_excluded' ? { readmitAt: at + READMIT_MS } : {}) },
  ];
};

const offer = (handoff: Queued, input: MakeOffer): readonly HandoffEvent[] => {
  if (handoff.excluded.includes(input.agentId) || input.at >= handoff.waitUntil) return [];
  const { offerId, agentId, agentName, sipUri, at } = input;
  const expiresAt = at + handoff.terms.offerMsMax;
  return [{ type: 'OfferMade', v: 1, offerId, agentId, agentName, sipUri, offeredAt: at, expiresAt }];
};

const whileOffered = (handoff: Offered, input: HandoffInput): readonly HandoffEvent[] => {
  const { offerId, agentId } = handoff.offer;
  if (input.type === 'AcceptOffer') return accept(handoff, input);
  if (input.type === 'DeclineOffer' && isOffer(handoff, input)) {
    return [
      { type: 'OfferDeclined', v: 1, offerId, agentId, because: input.because },
      requeued(handoff, 'declined', input.at),
    ];
  }
  if (isTimer(input, 'offer')) {
    return [{ type: 'OfferExpired', v: 1, offerId, agentId }, requeued(handoff, 'expired', input.at)];
  }
  if (input.type === 'CancelHandoff') {
    return [{ type: 'OfferWithdrawn', v: 1, offerId, agentId }, abandoned(handoff, input)];
  }
  return [];
};

/** Compare-and-set: only the very offer that stands, by the one it was made to, before it runs out. */
const accept = (handoff: Offered, input: AcceptOffer): readonly HandoffEvent[] => {
  const { offerId, agentId, sipUri, expiresAt } = handoff.offer;
  if (!isOffer(handoff, input) || input.at >= expiresAt) return [];
  const bridgeUntil = input.at + handoff.terms.bridgeMsMax;
  return [
    {
      type: 'OfferAccepted',
      v: 1,
      offerId,
      agentId,
      bridgeId: offerId,
      sipUri,
      acceptedAt: input.at,
      bridgeUntil,
    },
  ];
};

const isOffer = (handoff: Offered, input: AcceptOffer | DeclineOffer): boolean =>
  input.offerId === handoff.offer.offerId && input.agentId === handoff.offer.agentId;
