// What can happen to a telephone line: the vocabulary of the stream `line/<callId>`, owned by the anchor.
import { type EpochMs } from '@trunkline/event-sourcing';

export type LineEvent =
  | LineOffered
  | LineRejected
  | LineAnswered
  | MediaStarted
  | MediaLost
  | LineHeld
  | LineResumed
  | BridgeRequested
  | BridgeProgressed
  | LineEnding
  | LineEnded
  | LineReleased
  | TimerSet
  | TimerCleared;

interface Fact<T extends string> {
  readonly type: T;
  readonly v: 1;
}

export interface LineOffered extends Fact<'LineOffered'> {
  readonly callId: string;
  readonly tenantId: string;
  readonly sipCallId: string;
  readonly fromTag: string;
  readonly from: string;
  readonly to: string;
  readonly trunk: string;
  readonly flow: string;
  readonly gateway: string;
}

export interface LineRejected extends Fact<'LineRejected'> {
  readonly status: number;
  readonly reason: string;
  readonly retryAfterS?: number;
}

export interface LineAnswered extends Fact<'LineAnswered'> {
  readonly answeredAt: EpochMs;
  readonly codec: string;
}

/** The first RTP packet of the latched source. */
export interface MediaStarted extends Fact<'MediaStarted'> {
  readonly ssrc: number;
}

export interface MediaLost extends Fact<'MediaLost'> {
  readonly silentMs: number;
}

/** The peer put us on hold (RFC 3264 8.4): no audio is expected until it resumes. */
export interface LineHeld extends Fact<'LineHeld'> {}
export interface LineResumed extends Fact<'LineResumed'> {}

export interface BridgeRequested extends Fact<'BridgeRequested'> {
  readonly bridgeId: string;
  readonly targetUri: string;
}

export interface BridgeProgressed extends Fact<'BridgeProgressed'> {
  readonly bridgeId: string;
  readonly state: 'ringing' | 'answered' | 'bridged' | 'failed' | 'ended';
  readonly cause?: string;
}

/** We end the line; the BYE is on its way. */
export interface LineEnding extends Fact<'LineEnding'> {
  readonly reason: string;
}

export interface LineEnded extends Fact<'LineEnded'> {
  readonly reason: string;
  readonly durationMs: number;
}

/** Sockets, ports and audio streams of the line are given back. */
export interface LineReleased extends Fact<'LineReleased'> {}

export interface TimerSet extends Fact<'TimerSet'> {
  readonly timerId: string;
  readonly dueAt: EpochMs;
  readonly purpose: LineTimer;
}

/** `setup`: from the offer to the answer. */
export type LineTimer = 'setup' | 'no-media' | 'duration';

export interface TimerCleared extends Fact<'TimerCleared'> {
  readonly timerId: string;
}
