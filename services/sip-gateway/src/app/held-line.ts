// A line from its INVITE to its release, as the switchboard keeps it.
import { type RtpSession } from '@trunkline/media';
import { type Invitation, type Leg } from '@trunkline/telephony';
import { type Route } from '../domain/route-table';
import { type LineSession } from './line-session';

export interface HeldLine {
  readonly callId: string;
  readonly route: Route;
  readonly invitation: Invitation;
  rtp?: RtpSession;
  leg?: Leg;
  session?: LineSession;
  inputs: number;
  endReason?: string;
  answeredAtMs: number;
  /** The caller gave up before the answer: nothing is sent to them any more. */
  isCancelled?: boolean;
  isReleased?: boolean;
}
