// RTP packets on the wire (RFC 3550 section 5.1): parse with bounds, serialise; malformed input is a value.
import { readUint16, readUint32, writeUint16, writeUint32 } from './big-endian';

export interface RtpPacket {
  readonly kind: 'rtp';
  readonly payloadType: number;
  readonly marker: boolean;
  /** 16 bits. */
  readonly sequence: number;
  /** 32 bits, in samples of the payload's clock. */
  readonly timestamp: number;
  readonly ssrc: number;
  readonly csrcs: readonly number[];
  readonly extension?: HeaderExtension;
  /** Without padding. A view on the parsed bytes, not a copy. */
  readonly payload: Uint8Array;
}

export interface HeaderExtension {
  /** The 16 bits "defined by profile". */
  readonly profile: number;
  /** A whole number of 32-bit words. */
  readonly data: Uint8Array;
}

export type InvalidReason = 'too-short' | 'too-long' | 'version' | 'rtcp' | 'csrc' | 'extension' | 'padding';

export interface InvalidPacket {
  readonly kind: 'invalid';
  readonly why: InvalidReason;
}

export type RtpFields = Pick<RtpPacket, 'payloadType' | 'sequence' | 'timestamp' | 'ssrc' | 'payload'> &
  Partial<Pick<RtpPacket, 'marker' | 'csrcs' | 'extension'>>;

/** An Ethernet MTU: a datagram above it is no telephone audio. */
export const RTP_BYTES_MAX = 1_500;
const HEADER_BYTES = 12;
const NO_CSRCS: readonly number[] = [];

/** Never throws; the payload shares memory with `bytes`. */
export const parseRtp = (bytes: Uint8Array): RtpPacket | InvalidPacket => {
  const why = fixedHeaderFault(bytes);
  if (why) return invalid(why);
  const flags = bytes[0]!;
  const csrcEnd = HEADER_BYTES + (flags & 0x0f) * 4;
  if (csrcEnd > bytes.length) return invalid('csrc');
  const extension = (flags & 0x10) === 0 ? undefined : readExtension(bytes, csrcEnd);
  if (extension === 'overrun') return invalid('extension');
  const start = csrcEnd + (extension ? 4 + extension.data.length : 0);
  const end = (flags & 0x20) === 0 ? bytes.length : paddingStart(bytes, start);
  if (end === undefined) return invalid('padding');
  return {
    kind: 'rtp',
    payloadType: bytes[1]! & 0x7f,
    marker: bytes[1]! >= 0x80,
    sequence: readUint16(bytes, 2),
    timestamp: readUint32(bytes, 4),
    ssrc: readUint32(bytes, 8),
    csrcs: csrcEnd === HEADER_BYTES ? NO_CSRCS : readCsrcs(bytes, csrcEnd),
    ...(extension && { extension }),
    payload: bytes.subarray(start, end),
  };
};

/** RFC 5761 section 4: on a shared port, second bytes 192..223 are RTCP packet types. */
export const isRtcp = (bytes: Uint8Array): boolean =>
  bytes.length >= 2 && bytes[1]! >= 192 && bytes[1]! <= 223;

/** Fields beyond their width are cut to it, as the wire does. */
export const serializeRtp = (fields: RtpFields): Uint8Array => {
  const csrcs = fields.csrcs ?? NO_CSRCS;
  const extensionBytes = fields.extension ? 4 + fields.extension.data.length : 0;
  const start = HEADER_BYTES + csrcs.length * 4 + extensionBytes;
  const bytes = new Uint8Array(start + fields.payload.length);
  bytes[0] = 0x80 | (fields.extension ? 0x10 : 0) | (csrcs.length & 0x0f);
  bytes[1] = (fields.marker ? 0x80 : 0) | (fields.payloadType & 0x7f);
  writeUint16(bytes, 2, fields.sequence);
  writeUint32(bytes, 4, fields.timestamp);
  writeUint32(bytes, 8, fields.ssrc);
  csrcs.forEach((csrc, index) => writeUint32(bytes, HEADER_BYTES + index * 4, csrc));
  if (fields.extension) {
    const at = HEADER_BYTES + csrcs.length * 4;
    writeUint16(bytes, at, fields.extension.profile);
    writeUint16(bytes, at + 2, fields.extension.data.length / 4);
    bytes.set(fields.extension.data, at + 4);
  }
  bytes.set(fields.payload, start);
  return bytes;
};

const invalid = (why: InvalidReason): InvalidPacket => ({ kind: 'invalid', why });

const fixedHeaderFault = (bytes: Uint8Array): InvalidReason | undefined => {
  if (bytes.length < HEADER_BYTES) return 'too-short';
  if (bytes.length > RTP_BYTES_MAX) return 'too-long';
  if (bytes[0]! >> 6 !== 2) return 'version';
  return isRtcp(bytes) ? 'rtcp' : undefined;
};

const readCsrcs = (bytes: Uint8Array, end: number): number[] =>
  Array.from({ length: (end - HEADER_BYTES) / 4 }, (_, index) => readUint32(bytes, HEADER_BYTES + index * 4));

const readExtension = (bytes: Uint8Array, at: number): HeaderExtension | 'overrun' => {
  if (at + 4 > bytes.length) return 'overrun';
  const end = at + 4 + readUint16(bytes, at + 2) * 4;
  return end > bytes.length
    ? 'overrun'
    : { profile: readUint16(bytes, at), data: bytes.subarray(at + 4, end) };
};

/** The last byte counts the padding, itself included (RFC 3550 section 5.1); undefined when that cannot be. */
const paddingStart = (bytes: Uint8Array, start: number): number | undefined => {
  const count = bytes[bytes.length - 1]!;
  return count === 0 || count > bytes.length - start ? undefined : bytes.length - count;
};
