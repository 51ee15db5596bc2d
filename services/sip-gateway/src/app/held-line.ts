// A line from its INVITE to its release, as the switchboard keeps it.
import { type RtpSession } from '@trunkline/media';
import { type AgreedMedia } from '@trunkline/sdp';
import { type Invitation, type Leg } from '@trunkline/telephony';
import { type Route } from '../domain/route-table';
import { KeyPresses } from './key-presses';
import { type LineSession } from './line-session';

export interface HeldLine {
  readonly callId: string;
  readonly route: Route;
  readonly invitation: Invitation;
  readonly keys: KeyPresses;
  rtp?: RtpSession;
  leg?: Leg;
  session?: LineSession;
  inputs: number;
  endReason?: string;
  answeredAtMs: number;
  sdpVersion: number;
  /** The peer expects no audio, or sends none: on hold (RFC 3264 8.4). */
  isHeld: boolean;
  /** The source that was heard first, and whether the record knows of it. */
  ssrc?: number;
  isMediaTold?: boolean;
  /** Told what the ACK answered to an offer of ours; nothing when the line ends before. */
  onAnswer?: (media?: AgreedMedia) => void;
  /** Of the refusal, should the offer be why: what is wrong with it. */
  offerWarning?: Readonly<Record<string, string>>;
  /** A final response is on its way, or the caller gave up: the INVITE is nobody's any more. */
  isFinal?: boolean;
  isCancelled?: boolean;
  isReleased?: boolean;
}

export const newLine = (callId: string, route: Route, invitation: Invitation): HeldLine => ({
  callId,
  route,
  invitation,
  keys: new KeyPresses(),
  inputs: 0,
  answeredAtMs: 0,
  sdpVersion: 1,
  isHeld: false,
});
