// RTCP on the wire (RFC 3550 section 6): compound reports composed and parsed; malformed input is a value.
import { readUint16, readUint32, writeUint16, writeUint32 } from './big-endian';

/** RFC 3550 section 6.4.1: what one receiver says of one source. */
export interface ReportBlock {
  readonly ssrc: number;
  /** Since the report before, 0..255 of 256. */
  readonly fractionLost: number;
  /** Signed 24 bits: duplicates may make it negative. */
  readonly cumulativeLost: number;
  readonly highestSequence: number;
  /** Timestamp units. */
  readonly jitter: number;
  /** Middle 32 bits of the NTP time of the last sender report; 0 if none came. */
  readonly lastSenderReport: number;
  /** Since then, in 1/65536 s. */
  readonly delaySinceLast: number;
}

export interface SenderInfo {
  readonly ntpSeconds: number;
  readonly ntpFraction: number;
  readonly rtpTimestamp: number;
  readonly packets: number;
  readonly octets: number;
}

export type RtcpPacket =
  | {
      readonly kind: 'sender-report';
      readonly ssrc: number;
      readonly sender: SenderInfo;
      readonly blocks: readonly ReportBlock[];
    }
  | { readonly kind: 'receiver-report'; readonly ssrc: number; readonly blocks: readonly ReportBlock[] }
  | { readonly kind: 'source-description'; readonly ssrc: number; readonly cname: string }
  | { readonly kind: 'bye'; readonly ssrcs: readonly number[] }
  /** Of a type that is not ours to read. */
  | { readonly kind: 'other'; readonly packetType: number };

export interface Compound {
  readonly kind: 'rtcp';
  readonly packets: readonly RtcpPacket[];
}

export interface InvalidRtcp {
  readonly kind: 'invalid';
  readonly why: 'too-short' | 'too-long' | 'version' | 'first-packet' | 'length' | 'content';
}

export interface ReportFields {
  readonly ssrc: number;
  /** RFC 3550 section 6.5.1; cut to 255 bytes of ASCII. */
  readonly cname: string;
  /** Present: a sender report; absent: a receiver report. */
  readonly sender?: SenderInfo;
  /** 31 at most; the rest is left out. */
  readonly blocks?: readonly ReportBlock[];
  /** Adds a BYE: the source ends. */
  readonly isLeaving?: boolean;
}

const TYPE = { senderReport: 200, receiverReport: 201, sourceDescription: 202, bye: 203 } as const;
const HEADER_BYTES = 4;
const SENDER_BYTES = 20;
const BLOCK_BYTES = 24;
const BLOCKS_MAX = 31;
const COMPOUND_BYTES_MAX = 1_500;
const PACKETS_MAX = 32;
const CNAME_ITEM = 1;
const CNAME_BYTES_MAX = 255;

/** A report and a source description, as every compound must have (RFC 3550 section 6.1). */
export const composeReport = (fields: ReportFields): Uint8Array => {
  const parts = [composeFirst(fields), composeDescription(fields)];
  if (fields.isLeaving) parts.push(composeBye(fields.ssrc));
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
};

/** Checks a compound as RFC 3550 appendix A.2 does; never throws. */
export const parseRtcp = (bytes: Uint8Array): Compound | InvalidRtcp => {
  if (bytes.length < HEADER_BYTES + 4) return invalid('too-short');
  if (bytes.length > COMPOUND_BYTES_MAX) return invalid('too-long');
  const firstType = bytes[1];
  const isReport = firstType === TYPE.senderReport || firstType === TYPE.receiverReport;
  if (!isReport || (bytes[0]! & 0x20) !== 0) return invalid('first-packet');
  const packets: RtcpPacket[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = endOf(bytes, at);
    if (typeof end !== 'number') return end;
    if (packets.length >= PACKETS_MAX) return invalid('length');
    const packet = parsePacket(bytes.subarray(at, end));
    if (!packet) return invalid('content');
    packets.push(packet);
    at = end;
  }
  return { kind: 'rtcp', packets };
};

const invalid = (why: InvalidRtcp['why']): InvalidRtcp => ({ kind: 'invalid', why });

const endOf = (bytes: Uint8Array, at: number): number | InvalidRtcp => {
  if (at + HEADER_BYTES > bytes.length) return invalid('length');
  if (bytes[at]! >> 6 !== 2) return invalid('version');
  const end = at + (readUint16(bytes, at + 2) + 1) * 4;
  const isPadded = (bytes[at]! & 0x20) !== 0;
  return end > bytes.length || (isPadded && end !== bytes.length) ? invalid('length') : end;
};

/** Undefined when the packet is shorter than its own counts say. */
const parsePacket = (bytes: Uint8Array): RtcpPacket | undefined => {
  const count = bytes[0]! & 0x1f;
  const packetType = bytes[1]!;
  switch (packetType) {
    case TYPE.senderReport:
      return parseSenderReport(bytes, count);
    case TYPE.receiverReport: {
      const blocks = parseBlocks(bytes, HEADER_BYTES + 4, count);
      return blocks && { kind: 'receiver-report', ssrc: readUint32(bytes, 4), blocks };
    }
    case TYPE.sourceDescription:
      return parseDescription(bytes, count);
    case TYPE.bye: {
      if (bytes.length < HEADER_BYTES + count * 4) return undefined;
      const ssrcs = Array.from({ length: count }, (_, index) => readUint32(bytes, HEADER_BYTES + index * 4));
      return { kind: 'bye', ssrcs };
    }
    default:
      return { kind: 'other', packetType };
  }
};

const parseSenderReport = (bytes: Uint8Array, count: number): RtcpPacket | undefined => {
  const blocks = parseBlocks(bytes, HEADER_BYTES + 4 + SENDER_BYTES, count);
  if (!blocks) return undefined;
  const sender = {
    ntpSeconds: readUint32(bytes, 8),
    ntpFraction: readUint32(bytes, 12),
    rtpTimestamp: readUint32(bytes, 16),
    packets: readUint32(bytes, 20),
    octets: readUint32(bytes, 24),
  };
  return { kind: 'sender-report', ssrc: readUint32(bytes, 4), sender, blocks };
};

const parseBlocks = (bytes: Uint8Array, start: number, count: number): ReportBlock[] | undefined => {
  if (bytes.length < start + count * BLOCK_BYTES) return undefined;
  return Array.from({ length: count }, (_, index) => {
    const at = start + index * BLOCK_BYTES;
    const lost = readUint32(bytes, at + 4);
    return {
      ssrc: readUint32(bytes, at),
      fractionLost: lost >>> 24,
      cumulativeLost: (lost << 8) >> 8,
      highestSequence: readUint32(bytes, at + 8),
      jitter: readUint32(bytes, at + 12),
      lastSenderReport: readUint32(bytes, at + 16),
      delaySinceLast: readUint32(bytes, at + 20),
    };
  });
};

/** The first chunk is enough: a telephone leg has one source. */
const parseDescription = (bytes: Uint8Array, count: number): RtcpPacket | undefined => {
  if (count === 0) return { kind: 'source-description', ssrc: 0, cname: '' };
  if (bytes.length < HEADER_BYTES + 4) return undefined;
  const ssrc = readUint32(bytes, HEADER_BYTES);
  for (let at = HEADER_BYTES + 4; at < bytes.length && bytes[at] !== 0;) {
    const textAt = at + 2;
    const end = textAt + (bytes[at + 1] ?? 0);
    if (textAt > bytes.length || end > bytes.length) return undefined;
    if (bytes[at] === CNAME_ITEM) {
      return { kind: 'source-description', ssrc, cname: String.fromCharCode(...bytes.subarray(textAt, end)) };
    }
    at = end;
  }
  return { kind: 'source-description', ssrc, cname: '' };
};

const composeFirst = ({ ssrc, sender, blocks = [] }: ReportFields): Uint8Array => {
  const sent = blocks.slice(0, BLOCKS_MAX);
  const start = HEADER_BYTES + 4 + (sender ? SENDER_BYTES : 0);
  const bytes = new Uint8Array(start + sent.length * BLOCK_BYTES);
  writeHeader(bytes, sent.length, sender ? TYPE.senderReport : TYPE.receiverReport);
  writeUint32(bytes, 4, ssrc);
  if (sender) {
    const { ntpSeconds, ntpFraction, rtpTimestamp, packets, octets } = sender;
    writeWords(bytes, 8, [ntpSeconds, ntpFraction, rtpTimestamp, packets, octets]);
  }
  sent.forEach((block, index) => {
    const lost = ((block.fractionLost & 0xff) << 24) | (clampSigned24(block.cumulativeLost) & 0xff_ffff);
    const { highestSequence, jitter, lastSenderReport, delaySinceLast } = block;
    const words = [block.ssrc, lost, highestSequence, jitter, lastSenderReport, delaySinceLast];
    writeWords(bytes, start + index * BLOCK_BYTES, words);
  });
  return bytes;
};

const composeDescription = ({ ssrc, cname }: ReportFields): Uint8Array => {
  const text = Array.from(cname.slice(0, CNAME_BYTES_MAX), (char) => char.charCodeAt(0) & 0x7f);
  // SSRC, item type and length, text, and at least one null that ends the list.
  const length = Math.ceil((HEADER_BYTES + 4 + 2 + text.length + 1) / 4) * 4;
  const bytes = new Uint8Array(length);
  writeHeader(bytes, 1, TYPE.sourceDescription);
  writeUint32(bytes, HEADER_BYTES, ssrc);
  bytes.set([CNAME_ITEM, text.length, ...text], HEADER_BYTES + 4);
  return bytes;
};

const composeBye = (ssrc: number): Uint8Array => {
  const bytes = new Uint8Array(HEADER_BYTES + 4);
  writeHeader(bytes, 1, TYPE.bye);
  writeUint32(bytes, HEADER_BYTES, ssrc);
  return bytes;
};

const writeHeader = (bytes: Uint8Array, count: number, packetType: number): void => {
  bytes[0] = 0x80 | count;
  bytes[1] = packetType;
  writeUint16(bytes, 2, bytes.length / 4 - 1);
};

const writeWords = (bytes: Uint8Array, at: number, words: readonly number[]): void =>
  words.forEach((word, index) => writeUint32(bytes, at + index * 4, word));

const clampSigned24 = (value: number): number => Math.max(-0x80_0000, Math.min(0x7f_ffff, value));
