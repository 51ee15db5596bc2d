// What can happen to a hand-off: the vocabulary of the stream `handoff/<handoffId>`. Past tense, stored, never edited.
import { type EpochMs } from '@trunkline/event-sourcing';
import { type ReasonCode } from '@trunkline/flow';

export type HandoffEvent =
  | HandoffOpened
  | PacketFrozen
  | PacketRevised
  | HandoffQueued
  | NoAgentFree
  | ExclusionsLifted
  | OfferMade
  | OfferDeclined
  | OfferExpired
  | OfferWithdrawn
  | OfferAccepted
  | BridgeProgressed
  | CallBridged
  | BridgeFailed
  | HumanLegEnded
  | WrapUpExtended
  | HandoffCompleted
  | HandoffAbandoned
  | HandoffFailed
  | NoAgentAvailable;

interface Fact<T extends string> {
  readonly type: T;
  readonly v: 1;
}

/** How long each step may take and how often it may be tried; written down with the hand-off so that replay has it. */
export interface HandoffTerms {
  readonly freezeMsMax: number;
  readonly waitMsMax: number;
  readonly offerMsMax: number;
  readonly bridgeMsMax: number;
  readonly talkMsMax: number;
  readonly wrapUpMsMax: number;
  readonly offersMax: number;
  readonly bridgesMax: number;
}

export interface HandoffOpened extends Fact<'HandoffOpened'> {
  readonly handoffId: string;
  readonly callId: string;
  readonly tenantId: string;
  readonly reason: ReasonCode;
  readonly queue: string;
  readonly fenceEpoch: number;
  /** Last version of the call stream that the first packet folds. */
  readonly asOfVersion: number;
  readonly traceparent: string;
  readonly terms: HandoffTerms;
  readonly openedAt: EpochMs;
  readonly freezeUntil: EpochMs;
}

export interface PacketFrozen extends Fact<'PacketFrozen'> {
  readonly packetId: string;
  readonly revision: 1;
  /** Hex SHA-256 over the packet's canonical JSON. */
  readonly digest: string;
  readonly asOfVersion: number;
}

/** An amendment; revisions form a chain by `previousDigest`. */
export interface PacketRevised extends Fact<'PacketRevised'> {
  readonly packetId: string;
  readonly revision: number;
  readonly digest: string;
  readonly previousDigest: string;
  readonly asOfVersion: number;
}

export interface HandoffQueued extends Fact<'HandoffQueued'> {
  readonly queue: string;
  readonly priority: number;
  readonly because: 'frozen' | 'declined' | 'expired' | 'bridge-failed' | 'agent-lost';
  readonly queuedAt: EpochMs;
  readonly waitUntil: EpochMs;
}

/** A search found nobody; recorded when the cause differs from the one before. */
export interface NoAgentFree extends Fact<'NoAgentFree'> {
  readonly cause: NoAgentCause;
  /** When everybody present has been asked: from then on they may be asked again. */
  readonly readmitAt?: EpochMs;
}

/** Nobody else has come: who declined or missed an offer may be asked again. */
export interface ExclusionsLifted extends Fact<'ExclusionsLifted'> {}

export type NoAgentCause = 'none_logged_in' | 'all_busy' | 'all_excluded';

interface OfferFact<T extends string> extends Fact<T> {
  readonly offerId: string;
  readonly agentId: string;
}

/** An offer is a lease: it is taken before `expiresAt` or it is nobody's. */
export interface OfferMade extends OfferFact<'OfferMade'> {
  readonly agentName: string;
  readonly sipUri: string;
  readonly offeredAt: EpochMs;
  readonly expiresAt: EpochMs;
}

export interface OfferDeclined extends OfferFact<'OfferDeclined'> {
  readonly because: DeclineReason;
}

export type DeclineReason = 'not-my-skill' | 'need-a-moment' | 'technical' | 'other';

export interface OfferExpired extends OfferFact<'OfferExpired'> {}

/** The offer, or the dialling that followed it, is void because there is no caller to bridge any more. */
export interface OfferWithdrawn extends OfferFact<'OfferWithdrawn'> {
  readonly bridgeId?: string;
}

export interface OfferAccepted extends OfferFact<'OfferAccepted'> {
  readonly bridgeId: string;
  readonly sipUri: string;
  readonly acceptedAt: EpochMs;
  readonly bridgeUntil: EpochMs;
}

export interface BridgeProgressed extends Fact<'BridgeProgressed'> {
  readonly bridgeId: string;
  readonly state: 'dialing' | 'ringing' | 'answered';
}

/** Audio flows both ways on both legs. */
export interface CallBridged extends Fact<'CallBridged'> {
  readonly bridgeId: string;
  readonly agentId: string;
  readonly bridgedAt: EpochMs;
  readonly talkUntil: EpochMs;
}

export interface BridgeFailed extends OfferFact<'BridgeFailed'> {
  readonly bridgeId: string;
  readonly cause: string;
}

export interface HumanLegEnded extends OfferFact<'HumanLegEnded'> {
  readonly bridgeId: string;
  readonly cause: string;
  readonly endedAt: EpochMs;
  readonly wrapUpUntil: EpochMs;
}

export interface WrapUpExtended extends Fact<'WrapUpExtended'> {
  readonly wrapUpUntil: EpochMs;
}

export interface HandoffCompleted extends OfferFact<'HandoffCompleted'> {
  readonly by: 'human-agent' | 'timer';
  readonly disposition: Disposition;
  readonly rating: PacketRating;
  readonly callerRepeated: boolean;
}

export type Disposition = 'resolved' | 'follow-up' | 'transferred' | 'unresolved' | 'not-stated';
export type PacketRating = 'clear' | 'unclear' | 'wrong-fact' | 'not-stated';

export interface HandoffAbandoned extends Fact<'HandoffAbandoned'> {
  readonly during: string;
  readonly because: string;
}

export interface HandoffFailed extends Fact<'HandoffFailed'> {
  readonly step: 'freeze' | 'offer' | 'bridge';
  readonly cause: string;
}

export interface NoAgentAvailable extends Fact<'NoAgentAvailable'> {
  readonly cause: NoAgentCause | 'max_wait';
}
