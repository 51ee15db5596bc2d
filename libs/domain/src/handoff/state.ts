// A hand-off as the fold of its events.
import { type EpochMs } from '@trunkline/event-sourcing';
import {
  type HandoffCompleted,
  type HandoffEvent,
  type HandoffOpened,
  type NoAgentCause,
  type OfferMade,
} from './events';
import { type HandoffStatus } from './life-cycle';

export type Handoff =
  | { readonly status: 'unknown' }
  | (Opened & { readonly status: 'requested' })
  | (Opened & { readonly status: 'frozen' })
  | Queued
  | Offered
  | Accepted
  | Bridged
  | WrapUp
  | Over;

export type Queued = Opened & { readonly status: 'queued'; readonly queuedAt: EpochMs };
export type Offered = Opened & { readonly status: 'offered'; readonly offer: Offer };
export type Accepted = Opened & {
  readonly status: 'accepted';
  readonly offer: Offer;
  readonly bridgeId: string;
};
export type Bridged = Opened & {
  readonly status: 'bridged';
  readonly offer: Offer;
  readonly bridgeId: string;
  readonly bridgedAt: EpochMs;
};
export type WrapUp = Opened & {
  readonly status: 'wrap-up';
  readonly offer: Offer;
  readonly extensions: number;
};
export type Over = Opened & {
  readonly status: 'completed' | 'abandoned' | 'failed' | 'agent_unavailable';
  readonly offer?: Offer;
  readonly cause: string;
};

export type Offer = Omit<OfferMade, 'type' | 'v'>;

/** What every hand-off has from its first event on. */
export interface Opened extends Omit<HandoffOpened, 'type' | 'v'> {
  readonly packet?: PacketRef;
  readonly priority: number;
  readonly waitUntil: EpochMs;
  readonly excluded: readonly string[];
  readonly offers: number;
  readonly bridges: number;
  /** The caller has talked to a human; whatever follows comes after that. */
  readonly wasBridged: boolean;
  readonly noAgent?: NoAgentCause;
}

export interface PacketRef {
  readonly packetId: string;
  readonly revision: number;
  readonly digest: string;
  readonly asOfVersion: number;
}

export const evolveHandoff = (handoff: Handoff, event: HandoffEvent): Handoff => {
  if (event.type === 'HandoffOpened') return open(event);
  if (handoff.status === 'unknown') return handoff;
  return step(handoff, event);
};

type Known = Exclude<Handoff, { status: 'unknown' }>;

const open = ({ type: _type, v: _v, ...opened }: HandoffOpened): Handoff => ({
  ...opened,
  status: 'requested',
  priority: 0,
  waitUntil: opened.openedAt,
  excluded: [],
  offers: 0,
  bridges: 0,
  wasBridged: false,
});

const step = (handoff: Known, event: Exclude<HandoffEvent, HandoffOpened>): Handoff => {
  switch (event.type) {
    case 'PacketFrozen':
      return { ...base(handoff), status: 'frozen', packet: packetRef(event) };
    case 'PacketRevised':
      return { ...handoff, packet: packetRef(event) };
    case 'HandoffQueued': {
      const { queue, priority, queuedAt, waitUntil } = event;
      return { ...base(handoff), status: 'queued', queue, priority, queuedAt, waitUntil };
    }
    case 'NoAgentFree':
      return { ...handoff, noAgent: event.cause };
    case 'ExclusionsLifted': {
      const { noAgent: _noAgent, ...rest } = handoff;
      return { ...rest, excluded: [] };
    }
    case 'OfferMade': {
      const { type: _type, v: _v, ...offer } = event;
      return { ...base(handoff), status: 'offered', offer, offers: handoff.offers + 1 };
    }
    case 'OfferDeclined':
    case 'OfferExpired':
      return { ...handoff, excluded: [...handoff.excluded, event.agentId] };
    case 'OfferAccepted':
      return withOffer(handoff, (offer) => ({
        ...base(handoff),
        status: 'accepted',
        offer,
        bridgeId: event.bridgeId,
        bridges: handoff.bridges + 1,
      }));
    case 'CallBridged':
      return withOffer(handoff, (offer) => ({
        ...base(handoff),
        status: 'bridged',
        wasBridged: true,
        offer,
        bridgeId: event.bridgeId,
        bridgedAt: event.bridgedAt,
      }));
    case 'BridgeFailed':
      return { ...handoff, excluded: [...handoff.excluded, event.agentId] };
    case 'HumanLegEnded':
      return withOffer(handoff, (offer) => ({ ...base(handoff), status: 'wrap-up', offer, extensions: 0 }));
    case 'WrapUpExtended':
      return handoff.status === 'wrap-up' ? { ...handoff, extensions: handoff.extensions + 1 } : handoff;
    case 'HandoffCompleted':
      return over(handoff, 'completed', completedCause(event));
    case 'HandoffAbandoned':
      return over(handoff, 'abandoned', event.because);
    case 'HandoffFailed':
      return over(handoff, 'failed', event.cause);
    case 'NoAgentAvailable':
      return over(handoff, 'agent_unavailable', event.cause);
    case 'OfferWithdrawn':
    case 'BridgeProgressed':
      return handoff;
  }
};

/** What a hand-off keeps when it leaves a status: the fields of the old status stay behind. */
const base = (handoff: Known): Opened => {
  const { handoffId, callId, tenantId, reason, queue, fenceEpoch, asOfVersion, traceparent } = handoff;
  const { terms, openedAt, freezeUntil, priority, waitUntil, excluded, offers, bridges, wasBridged } =
    handoff;
  return {
    handoffId,
    callId,
    tenantId,
    reason,
    queue,
    fenceEpoch,
    asOfVersion,
    traceparent,
    terms,
    openedAt,
    freezeUntil,
    priority,
    waitUntil,
    excluded,
    offers,
    bridges,
    wasBridged,
    ...(handoff.packet ? { packet: handoff.packet } : {}),
    ...(handoff.noAgent ? { noAgent: handoff.noAgent } : {}),
  };
};

const packetRef = ({ packetId, revision, digest, asOfVersion }: PacketRef): PacketRef => ({
  packetId,
  revision,
  digest,
  asOfVersion,
});

const offerOf = (handoff: Known): Offer | undefined => ('offer' in handoff ? handoff.offer : undefined);

const withOffer = (handoff: Known, next: (offer: Offer) => Handoff): Handoff => {
  const offer = offerOf(handoff);
  return offer ? next(offer) : handoff;
};

const over = (handoff: Known, status: Over['status'], cause: string): Over => {
  const offer = offerOf(handoff);
  return { ...base(handoff), status, cause, ...(offer ? { offer } : {}) };
};

const completedCause = (event: HandoffCompleted): string => event.disposition;

/** Compile-time check: the union above has exactly the statuses of the life cycle. */
type StatusOf<T> = T extends { readonly status: infer S } ? S : never;
export type StatusesAgree = [HandoffStatus, StatusOf<Handoff>] extends [StatusOf<Handoff>, HandoffStatus]
  ? true
  : never;
