// What a line can be told: offers, answers, media facts, requests of others.
import { type Input } from '@trunkline/event-sourcing';
import { type BridgeProgressed } from './events';

export type LineInput =
  | OfferLine
  | NoteAnswered
  | NoteMediaStarted
  | NoteMediaLost
  | NoteHold
  | RequestBridge
  | NoteBridge
  | EndLine
  | NoteHungUp
  | NoteReleased
  | TimerFired;

interface LineInputOf<T extends string> extends Input {
  readonly type: T;
}

export interface OfferLine extends LineInputOf<'OfferLine'> {
  readonly callId: string;
  readonly tenantId: string;
  readonly sipCallId: string;
  readonly fromTag: string;
  readonly from: string;
  readonly to: string;
  readonly trunk: string;
  readonly flow: string;
  readonly gateway: string;
  /** The state of the house at the door: what admission is decided on. */
  readonly house: {
    readonly draining: boolean;
    readonly linesActive: number;
    readonly linesMax: number;
    readonly portsFree: number;
    readonly codec: string | undefined;
    readonly brainReady: boolean;
    /** Absent when the tenant has no limit of its own. */
    readonly tenant?: Occupancy;
    /** Absent when the trunk has no limit of its own. */
    readonly trunk?: Occupancy;
    /** What the house cannot keep up with; absent when it can. */
    readonly strain?: Strain;
  };
  /** A line that is neither answered nor refused ends after this. */
  readonly setupMsMax?: number;
  readonly lineMsMax: number;
  readonly noMediaMsMax: number;
}

export interface Occupancy {
  readonly linesActive: number;
  readonly linesMax: number;
}

/** `tick-late`: audio leaves late. `event-loop`: everything waits. */
export type Strain = 'tick-late' | 'event-loop';

export interface NoteAnswered extends LineInputOf<'NoteAnswered'> {
  readonly codec: string;
  readonly noMediaMsMax: number;
  readonly lineMsMax: number;
}

export interface NoteMediaStarted extends LineInputOf<'NoteMediaStarted'> {
  readonly ssrc: number;
}

export interface NoteMediaLost extends LineInputOf<'NoteMediaLost'> {
  readonly silentMs: number;
  /** The silence is that of a hold, and has lasted longer than a hold may. */
  readonly held?: boolean;
}

export interface NoteHold extends LineInputOf<'NoteHold'> {
  readonly held: boolean;
}

export interface RequestBridge extends LineInputOf<'RequestBridge'> {
  readonly bridgeId: string;
  readonly targetUri: string;
}

export interface NoteBridge extends LineInputOf<'NoteBridge'> {
  readonly bridgeId: string;
  readonly state: BridgeProgressed['state'];
  readonly cause?: string;
}

/** We want the line to end: policy, hand-off, operator. */
export interface EndLine extends LineInputOf<'EndLine'> {
  readonly reason: string;
}

/** The dialog is gone: BYE, CANCEL, failure, or our own BYE answered. */
export interface NoteHungUp extends LineInputOf<'NoteHungUp'> {
  readonly reason: string;
}

export interface NoteReleased extends LineInputOf<'NoteReleased'> {}

export interface TimerFired extends LineInputOf<'TimerFired'> {
  readonly timerId: string;
}
