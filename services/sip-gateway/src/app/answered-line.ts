// What a line's session is told of its line: who talks to whom, by what leg, since when.
import { type RtpSession } from '@trunkline/media';
import { type Leg } from '@trunkline/telephony';
import { type Route } from '../domain/route-table';

export interface AnsweredLine {
  readonly callId: string;
  readonly route: Route;
  readonly from: string;
  readonly to: string;
  readonly leg: Leg;
  readonly rtp: RtpSession;
  /** Monotonic and wall time of the answer, ms. */
  readonly answeredAtMs: number;
  readonly answeredAtWallMs: number;
  /** The policy wants the line to end. */
  onHangUpWanted(reason: string): void;
  onMediaLost(silentMs: number): void;
  /** Called twice a second. */
  onCheck(): void;
}
