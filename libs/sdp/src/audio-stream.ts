// One audio stream of a session description: whether it is one that we can talk over, and how.
import { type parse } from 'sdp-transform';
import { type AgreedMedia, type CodecName, type Direction, type Refused } from './negotiated';

export type Session = ReturnType<typeof parse>;
export type Stream = Session['media'][number];

/** What we send audio by; an answer names the transport of its offer (RFC 3264 6.1). */
export const TRANSPORT = 'RTP/AVP';
export const CLOCK_RATE_HZ = 8_000;

/** Ours of what the stream has; or what is missing. */
export const agreeOn = (
  stream: Stream,
  session: Session,
  codecs: readonly CodecName[],
): AgreedMedia | Refused => {
  const host = (stream.connection ?? session.connection)?.ip;
  if (!isPort(stream.port)) return { kind: 'malformed', why: 'has an impossible port' };
  if (stream.port === 0) return { kind: 'no-audio' };
  if (stream.protocol.toUpperCase() !== TRANSPORT) return { kind: 'no-common-transport' };
  if (!host) return { kind: 'malformed', why: 'has no c= line for its audio' };
  const formats = commonFormats(stream, codecs);
  return formats ? { ...wayOf(stream, host, session), ...formats } : { kind: 'no-common-codec' };
};

const wayOf = (
  stream: Stream,
  remoteHost: string,
  session: Session,
): Omit<AgreedMedia, 'codec' | 'payloadType'> => {
  const direction =
    remoteHost === HELD_HOST ? 'inactive' : directionOf(stream.direction ?? session.direction);
  return {
    remoteHost,
    remotePort: stream.port,
    remoteRtcpPort: stream.rtcp?.port ?? stream.port + 1,
    packetMs: stream.ptime ?? 20,
    direction: MIRROR[direction],
  };
};

const commonFormats = (
  stream: Stream,
  codecs: readonly CodecName[],
): Pick<AgreedMedia, 'codec' | 'payloadType' | 'eventPayloadType'> | undefined => {
  const formats = formatsOf(stream).filter(({ rateHz }) => rateHz === CLOCK_RATE_HZ);
  const ours = new Set<string>(codecs);
  const common = formats.find(({ name }) => ours.has(name));
  if (!common) return undefined;
  const event = formats.find(({ name }) => name === 'TELEPHONE-EVENT');
  return {
    codec: common.name === 'PCMA' ? 'PCMA' : 'PCMU',
    payloadType: common.payloadType,
    ...(event ? { eventPayloadType: event.payloadType } : {}),
  };
};

/** The old form of hold (RFC 3264 8.4). */
const HELD_HOST = '0.0.0.0';

const isPort = (port: number): boolean => Number.isInteger(port) && port >= 0 && port <= 65_535;

interface Format {
  readonly payloadType: number;
  readonly name: string;
  readonly rateHz: number;
}

const formatsOf = (audio: Stream): readonly Format[] =>
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

/** Static payload types of RFC 3551. */
const STATIC: Readonly<Record<number, CodecName>> = { 0: 'PCMU', 8: 'PCMA' };
