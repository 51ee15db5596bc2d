// Offer and answer (RFC 3264) for one G.711 audio stream with telephone-events: all the SDP that a line needs.
import { parse, write } from 'sdp-transform';

export type CodecName = 'PCMU' | 'PCMA';

/** Static payload types of RFC 3551. */
const STATIC: Readonly<Record<number, CodecName>> = { 0: 'PCMU', 8: 'PCMA' };
const CLOCK_RATE_HZ = 8_000;

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
  | { readonly kind: 'no-common-codec' }
  | { readonly kind: 'malformed'; readonly why: string };

interface RemoteAudio {
  readonly host: string;
  readonly port: number;
  readonly rtcpPort: number;
  readonly formats: readonly {
    readonly payloadType: number;
    readonly name: string;
    readonly rateHz: number;
  }[];
  readonly direction: Direction;
  readonly packetMs: number;
  /** m= lines of the offer: an answer has as many. */
  readonly offeredCount: number;
  readonly index: number;
}

/** Answers an offer: first common codec in the offerer's order, telephone-event if offered, mirrored direction. */
export const answerOffer = (offer: string, local: LocalMedia): Negotiated => {
  const remote = readAudio(offer);
  if (typeof remote === 'string') return { kind: 'malformed', why: remote };
  const media = agree(remote, local.codecs);
  if (!media) return { kind: 'no-common-codec' };
  return { kind: 'agreed', media, answer: writeSession(local, media, remote) };
};

/** An offer of ours: our codecs, telephone-event as 101, sendrecv. */
export const makeOffer = (local: LocalMedia): string =>
  writeSession(local, {
    codecs: local.codecs,
    payloadTypes: local.codecs.map((name) => (name === 'PCMU' ? 0 : 8)),
    eventPayloadType: 101,
    direction: 'sendrecv',
  });

/** Reads the peer's answer to an offer of ours. */
export const readAnswer = (answer: string, local: LocalMedia): Negotiated => {
  const remote = readAudio(answer);
  if (typeof remote === 'string') return { kind: 'malformed', why: remote };
  const media = agree(remote, local.codecs);
  return media ? { kind: 'agreed', media, answer } : { kind: 'no-common-codec' };
};

const readAudio = (text: string): RemoteAudio | string => {
  if (!/^v=0\r?\n/.test(text)) return 'does not begin with v=0';
  const session = parseOrWhy(text);
  if (typeof session === 'string') return session;
  const index = session.media.findIndex((media) => media.type === 'audio');
  const audio = session.media[index];
  if (!audio) return 'has no audio';
  const host = (audio.connection ?? session.connection)?.ip;
  if (!host) return 'has no c= line for its audio';
  if (!isPort(audio.port)) return 'has an impossible port';
  const direction = host === HELD_HOST ? 'inactive' : directionOf(audio.direction ?? session.direction);
  return { host, direction, index, offeredCount: session.media.length, ...transportOf(audio) };
};

/** The old form of hold (RFC 3264 8.4). */
const HELD_HOST = '0.0.0.0';

const isPort = (port: number): boolean => Number.isInteger(port) && port >= 0 && port <= 65_535;

const transportOf = (audio: Session['media'][number]) => ({
  port: audio.port,
  rtcpPort: audio.rtcp?.port ?? audio.port + 1,
  formats: formatsOf(audio),
  packetMs: audio.ptime ?? 20,
});

type Session = ReturnType<typeof parse>;

const parseOrWhy = (text: string): Session | string => {
  try {
    return parse(text);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

const formatsOf = (audio: Session['media'][number]): RemoteAudio['formats'] =>
  String(audio.payloads ?? '')
    .split(/\s+/)
    .filter((payload) => /^\d{1,3}$/.test(payload))
    .map(Number)
    .map((payloadType) => {
      const mapped = audio.rtp.find((entry) => entry.payload === payloadType);
      return {
        payloadType,
        name: (mapped?.codec ?? STATIC[payloadType] ?? '').toUpperCase(),
        rateHz: mapped?.rate ?? CLOCK_RATE_HZ,
      };
    });

const directionOf = (direction: string | undefined): Direction => {
  if (direction === 'sendonly' || direction === 'recvonly' || direction === 'inactive') return direction;
  return 'sendrecv';
};

/** RFC 3264 6.1: our direction is the mirror of theirs. */
const MIRROR: Readonly<Record<Direction, Direction>> = {
  sendrecv: 'sendrecv',
  sendonly: 'recvonly',
  recvonly: 'sendonly',
  inactive: 'inactive',
};

const agree = (remote: RemoteAudio, codecs: readonly CodecName[]): AgreedMedia | undefined => {
  const ours = new Set<string>(codecs);
  const common = remote.formats.find((format) => ours.has(format.name) && format.rateHz === CLOCK_RATE_HZ);
  if (!common || remote.port === 0) return undefined;
  const event = remote.formats.find(
    (format) => format.name === 'TELEPHONE-EVENT' && format.rateHz === CLOCK_RATE_HZ,
  );
  return {
    remoteHost: remote.host,
    remotePort: remote.port,
    remoteRtcpPort: remote.rtcpPort,
    codec: common.name === 'PCMA' ? 'PCMA' : 'PCMU',
    payloadType: common.payloadType,
    ...(event ? { eventPayloadType: event.payloadType } : {}),
    packetMs: remote.packetMs,
    direction: MIRROR[remote.direction],
  };
};

interface Written {
  readonly codecs: readonly CodecName[];
  readonly payloadTypes: readonly number[];
  readonly eventPayloadType: number | undefined;
  readonly direction: Direction;
}

const writeSession = (local: LocalMedia, agreed: AgreedMedia | Written, remote?: RemoteAudio): string => {
  const written: Written =
    'codec' in agreed
      ? {
          codecs: [agreed.codec],
          payloadTypes: [agreed.payloadType],
          eventPayloadType: agreed.eventPayloadType,
          direction: agreed.direction,
        }
      : agreed;
  const audio = audioSection(local, written);
  const count = remote?.offeredCount ?? 1;
  // RFC 3264 6: as many m= lines as were offered; the ones that we do not take get port 0.
  const media = Array.from({ length: count }, (_, index) =>
    index === (remote?.index ?? 0)
      ? audio
      : { ...audio, port: 0, rtp: [], fmtp: [], direction: 'inactive' as const },
  );
  return write({
    version: 0,
    origin: {
      username: '-',
      sessionId: local.sessionId,
      sessionVersion: local.sessionVersion,
      netType: 'IN',
      ipVer: 4,
      address: local.host,
    },
    name: '-',
    connection: { version: 4, ip: local.host },
    timing: { start: 0, stop: 0 },
    media,
  });
};

const audioSection = (local: LocalMedia, written: Written): Session['media'][number] => {
  const event = written.eventPayloadType;
  const payloads = [...written.payloadTypes, ...(event === undefined ? [] : [event])];
  return {
    type: 'audio',
    port: local.port,
    protocol: 'RTP/AVP',
    payloads: payloads.join(' '),
    rtp: [
      ...written.codecs.map((codec, index) => ({
        payload: written.payloadTypes[index] ?? 0,
        codec,
        rate: CLOCK_RATE_HZ,
      })),
      ...(event === undefined ? [] : [{ payload: event, codec: 'telephone-event', rate: CLOCK_RATE_HZ }]),
    ],
    fmtp: event === undefined ? [] : [{ payload: event, config: '0-15' }],
    ptime: 20,
    direction: written.direction,
  };
};
