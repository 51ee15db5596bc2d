// What two ends of a call can agree on, and why they may not.
export type CodecName = 'PCMU' | 'PCMA';

export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

/** Our end of the audio stream. */
export interface LocalMedia {
  readonly host: string;
  readonly port: number;
  /** In order of preference. */
  readonly codecs: readonly CodecName[];
  /** Session id and version of the o= line; the version goes up with every change (RFC 3264 5). */
  readonly sessionId: number;
  readonly sessionVersion: number;
}

/** What both ends agreed on, seen from ours. */
export interface AgreedMedia {
  readonly remoteHost: string;
  readonly remotePort: number;
  /** RFC 3605, or port + 1. */
  readonly remoteRtcpPort: number;
  readonly codec: CodecName;
  readonly payloadType: number;
  /** Payload type of telephone-event (RFC 4733), if both know it. */
  readonly eventPayloadType?: number;
  readonly packetMs: number;
  /** Our direction: `recvonly` or `inactive` when the peer holds us. */
  readonly direction: Direction;
}

export type Negotiated =
  | { readonly kind: 'agreed'; readonly media: AgreedMedia; readonly answer: string }
  /** No audio stream, or none that is not turned off (port 0). */
  | { readonly kind: 'no-audio' }
  /** Audio, but not over plain RTP: RTP/SAVP and the like. */
  | { readonly kind: 'no-common-transport' }
  | { readonly kind: 'no-common-codec' }
  | { readonly kind: 'malformed'; readonly why: string };

export type Refused = Exclude<Negotiated, { kind: 'agreed' }>;
