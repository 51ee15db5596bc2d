// What the gateway needs of SIP: invitations in, dialogs out. The engine under it may be embedded or drachtio-server.

/** An INVITE outside a dialog, waiting for an answer. */
export interface Invitation {
  readonly sipCallId: string;
  readonly fromTag: string;
  /** User part of From, as the trunk sent it. */
  readonly from: string;
  /** User part of the request-URI. */
  readonly to: string;
  readonly sourceAddress: string;
  /** Empty for a late offer (RFC 3261 13.2.1): ours goes into the 200, theirs comes in the ACK. */
  readonly sdp: string;
  /** The headers of a 415 when the body is nothing that we read (RFC 3261 8.2.3); `sdp` is empty then. */
  readonly unreadable?: Readonly<Record<string, string>>;
  header(name: string): string | undefined;
  /** Several values of one header become several header fields. */
  reject(
    status: number,
    reason: string,
    headers?: Readonly<Record<string, string | readonly string[]>>,
  ): void;
  /** 200 OK with our SDP. Rejects when the caller has cancelled or the transport is gone. */
  answer(sdp: string, events: LegEvents): Promise<Leg>;
  /** The caller gave up before the answer. */
  onCancel(listener: () => void): void;
}

export interface LegEvents {
  /** The dialog is over: BYE, timeout, transport, engine. Called once; never after our own hangUp. */
  onEnded(reason: string): void;
  /**
   * A re-INVITE, or an UPDATE with SDP: answer with SDP, or undefined to refuse with 488. What carries another body, or
   * takes no SDP, is not asked for: it has got its 415 or 406. Empty when the peer wants an
   * offer of ours (RFC 3261 14.2): what is returned is the offer.
   */
  onOffer(sdp: string): string | undefined;
  /** The answer to an offer that our 200 carried; it comes in the ACK. */
  onAnswer?(sdp: string): void;
  /** DTMF by INFO (application/dtmf-relay). */
  onInfoDigit(digit: string): void;
}

/** One SIP dialog. */
export interface Leg {
  readonly remoteSdp: string;
  /** BYE with a Reason header (RFC 3326). Resolves when answered, or given up after some seconds; never rejects. */
  hangUp(reason: string): Promise<void>;
}

export interface DialOptions {
  readonly uri: string;
  readonly from: string;
  readonly sdp: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly events: LegEvents;
  onRinging(): void;
  /** Aborting cancels an unanswered INVITE. */
  readonly signal: AbortSignal;
}

export type Dialed =
  { readonly kind: 'answered'; readonly leg: Leg } | { readonly kind: 'failed'; readonly status: number };

/** A dialog by what both ends know of it: the Call-ID and the tag of whoever called. */
export interface DialogName {
  readonly sipCallId: string;
  readonly callerTag: string;
}

/** The engine does not take our secret: nobody but an operator can mend that. */
export class EngineRefused extends Error {
  override readonly name = 'EngineRefused';

  constructor(address: string) {
    super(`the SIP engine at ${address} refuses our secret`);
  }
}

export interface Telephony {
  /** One listener, set before `open`. */
  onInvitation(listener: (invitation: Invitation) => void): void;
  /** What OPTIONS pings are told: 200, or 503 while draining. */
  onPing(listener: () => 200 | 503): void;
  /**
   * Told of each connection to the engine and of each loss. With a loss every dialog ends as `engine-lost` and every
   * answer that is under way rejects; the next connection is tried until `close`.
   */
  onConnection(listener: (isConnected: boolean) => void): void;
  readonly isConnected: boolean;
  /** Resolves after the first attempt, whether the engine was there or not; rejects with EngineRefused. */
  open(): Promise<void>;
  dial(options: DialOptions): Promise<Dialed>;
  /**
   * BYE for a dialog that a process before us held: an engine that outlives its application leaves its callers in
   * silence. Asked for while the engine is away, it is sent with the next connection. Never fails.
   */
  release(dialog: DialogName): void;
  close(): Promise<void>;
}
