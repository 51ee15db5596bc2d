// Offer and answer (RFC 3264) for one G.711 audio stream with telephone-events: all the SDP that a line needs.
import { parse, write } from 'sdp-transform';
import { agreeOn, CLOCK_RATE_HZ, type Session, type Stream, TRANSPORT } from './audio-stream';
import {
  type AgreedMedia,
  type CodecName,
  type Direction,
  type LocalMedia,
  type Negotiated,
  type Refused,
} from './negotiated';

/** Answers an offer: first common codec in the offerer's order, telephone-event if offered, mirrored direction. */
export const answerOffer = (offer: string, local: LocalMedia): Negotiated => {
  const agreed = agree(offer, local.codecs);
  if (agreed.kind !== 'agreed') return agreed;
  const { media, index, offered } = agreed;
  const answer = offered.map((stream, at) => (at === index ? audioSection(local, media) : declined(stream)));
  return { kind: 'agreed', media, answer: writeSession(local, answer) };
};

/** An offer of ours: our codecs, telephone-event as 101, sendrecv. */
export const makeOffer = (local: LocalMedia): string =>
  writeSession(local, [
    audioSection(local, {
      codecs: local.codecs,
      payloadTypes: local.codecs.map((name) => (name === 'PCMU' ? 0 : 8)),
      eventPayloadType: 101,
      direction: 'sendrecv',
    }),
  ]);

/** Reads the peer's answer to an offer of ours. */
export const readAnswer = (answer: string, local: LocalMedia): Negotiated => {
  const agreed = agree(answer, local.codecs);
  return agreed.kind === 'agreed' ? { kind: 'agreed', media: agreed.media, answer } : agreed;
};

interface Agreed {
  readonly kind: 'agreed';
  readonly media: AgreedMedia;
  /** Of its stream among those offered. */
  readonly index: number;
  readonly offered: readonly Stream[];
}

/** The first stream that will do: one call may be offered secured and plain, in a stream each. */
const agree = (text: string, codecs: readonly CodecName[]): Agreed | Refused => {
  const session = read(text);
  if (typeof session === 'string') return { kind: 'malformed', why: session };
  const offered = session.media;
  let refused: Refused = { kind: 'no-audio' };
  for (const [index, stream] of offered.entries()) {
    if (stream.type !== 'audio') continue;
    const found = agreeOn(stream, session, codecs);
    if (!('kind' in found)) return { kind: 'agreed', media: found, index, offered };
    if (found.kind === 'malformed') return found;
    if (FARNESS[found.kind] > FARNESS[refused.kind]) refused = found;
  }
  return refused;
};

/** What is said of several streams that will not do is what is wrong with the one that came furthest. */
const FARNESS: Readonly<Record<Refused['kind'], number>> = {
  'no-audio': 0,
  'no-common-transport': 1,
  'no-common-codec': 2,
  malformed: 3,
};

/** A string is what is wrong with it. */
const read = (text: string): Session | string => {
  if (!/^v=0\r?\n/.test(text)) return 'does not begin with v=0';
  try {
    return parse(text);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

interface Written {
  readonly codecs: readonly CodecName[];
  readonly payloadTypes: readonly number[];
  readonly eventPayloadType: number | undefined;
  readonly direction: Direction;
}

const writeSession = (local: LocalMedia, media: Session['media']): string =>
  write({
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

/** RFC 3264 6: as many m= lines as were offered, of their kind; the ones that we do not take get port 0. */
const declined = ({ type, protocol, payloads }: Stream): Stream => {
  const shown = { type, protocol, port: 0, payloads: payloads ?? '0' };
  return { ...shown, rtp: [], fmtp: [] };
};

const audioSection = (local: LocalMedia, agreed: AgreedMedia | Written): Stream => {
  const written = 'codec' in agreed ? oneCodec(agreed) : agreed;
  const event = written.eventPayloadType;
  const payloads = [...written.payloadTypes, ...(event === undefined ? [] : [event])];
  return {
    type: 'audio',
    port: local.port,
    protocol: TRANSPORT,
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

const oneCodec = ({ codec, payloadType, eventPayloadType, direction }: AgreedMedia): Written => ({
  codecs: [codec],
  payloadTypes: [payloadType],
  eventPayloadType,
  direction,
});
