// What a hand-off can be told: the request, its packet, offers and answers, the bridge, the caller's leaving, timers.
import { type Input, type TimerFired } from '@trunkline/event-sourcing';
import { type ReasonCode } from '@trunkline/flow';
import {
  type DeclineReason,
  type Disposition,
  type HandoffTerms,
  type NoAgentCause,
  type PacketRating,
} from './events';

export type HandoffInput =
  | RequestHandoff
  | NotePacket
  | NotePacketFailed
  | RevisePacket
  | MakeOffer
  | NoteNoAgent
  | AcceptOffer
  | DeclineOffer
  | NoteBridge
  | CancelHandoff
  | ExtendWrapUp
  | CompleteWrapUp
  | TimerFired;

interface HandoffInputOf<T extends string> extends Input {
  readonly type: T;
}

export interface RequestHandoff extends HandoffInputOf<'RequestHandoff'> {
  readonly handoffId: string;
  readonly callId: string;
  readonly tenantId: string;
  readonly reason: ReasonCode;
  readonly queue: string;
  readonly fenceEpoch: number;
  readonly asOfVersion: number;
  readonly traceparent: string;
  readonly terms: HandoffTerms;
}

export interface NotePacket extends HandoffInputOf<'NotePacket'> {
  readonly packetId: string;
  readonly digest: string;
  readonly asOfVersion: number;
}

export interface NotePacketFailed extends HandoffInputOf<'NotePacketFailed'> {
  readonly cause: string;
}

/** The call's record went on: a late receipt, a reconciled action. */
export interface RevisePacket extends HandoffInputOf<'RevisePacket'> {
  readonly digest: string;
  readonly asOfVersion: number;
}

export interface MakeOffer extends HandoffInputOf<'MakeOffer'> {
  readonly offerId: string;
  readonly agentId: string;
  readonly agentName: string;
  readonly sipUri: string;
}

export interface NoteNoAgent extends HandoffInputOf<'NoteNoAgent'> {
  readonly cause: NoAgentCause;
}

export interface AcceptOffer extends HandoffInputOf<'AcceptOffer'> {
  readonly offerId: string;
  readonly agentId: string;
}

export interface DeclineOffer extends HandoffInputOf<'DeclineOffer'> {
  readonly offerId: string;
  readonly agentId: string;
  readonly because: DeclineReason;
}

export interface NoteBridge extends HandoffInputOf<'NoteBridge'> {
  readonly bridgeId: string;
  readonly state: 'dialing' | 'ringing' | 'answered' | 'bridged' | 'failed' | 'ended';
  readonly cause: string;
}

/** The caller left, or the policy no longer wants it. */
export interface CancelHandoff extends HandoffInputOf<'CancelHandoff'> {
  readonly reason: string;
}

export interface ExtendWrapUp extends HandoffInputOf<'ExtendWrapUp'> {
  readonly agentId: string;
}

export interface CompleteWrapUp extends HandoffInputOf<'CompleteWrapUp'> {
  readonly agentId: string;
  readonly disposition: Disposition;
  readonly rating: PacketRating;
  readonly callerRepeated: boolean;
}
