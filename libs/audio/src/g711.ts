// G.711 (ITU-T G.711, 1988): both laws by table, one look-up per sample.

export type Law = 'mulaw' | 'alaw';

/** The code of amplitude zero, per law. */
export const SILENCE = { mulaw: 0xff, alaw: 0xd5 } as const satisfies Record<Law, number>;

/** 16-bit value of each code. */
export const MULAW_VALUES = new Int16Array(256);
export const ALAW_VALUES = new Int16Array(256);
const MULAW_CODES = new Uint8Array(65_536);
const ALAW_CODES = new Uint8Array(65_536);

/** `sample` is a 16-bit value. */
export const mulawOf = (sample: number): number => MULAW_CODES[sample & 0xffff]!;
export const alawOf = (sample: number): number => ALAW_CODES[sample & 0xffff]!;

export const encodeMulaw = (pcm: Int16Array, into = new Uint8Array(pcm.length)): Uint8Array =>
  encode(MULAW_CODES, pcm, into);

export const encodeAlaw = (pcm: Int16Array, into = new Uint8Array(pcm.length)): Uint8Array =>
  encode(ALAW_CODES, pcm, into);

export const decodeMulaw = (bytes: Uint8Array, into = new Int16Array(bytes.length)): Int16Array =>
  decode(MULAW_VALUES, bytes, into);

export const decodeAlaw = (bytes: Uint8Array, into = new Int16Array(bytes.length)): Int16Array =>
  decode(ALAW_VALUES, bytes, into);

/** From one law to the other by way of the 16-bit value; may be done in place. */
export const transcode = (
  bytes: Uint8Array,
  to: Law,
  into: Uint8Array = new Uint8Array(bytes.length),
): Uint8Array => {
  const table = to === 'alaw' ? MULAW_TO_ALAW : ALAW_TO_MULAW;
  for (let index = 0; index < bytes.length; index += 1) into[index] = table[bytes[index]!]!;
  return into;
};

const encode = (codes: Uint8Array, pcm: Int16Array, into: Uint8Array): Uint8Array => {
  for (let index = 0; index < pcm.length; index += 1) into[index] = codes[pcm[index]! & 0xffff]!;
  return into;
};

const decode = (values: Int16Array, bytes: Uint8Array, into: Int16Array): Int16Array => {
  for (let index = 0; index < bytes.length; index += 1) into[index] = values[bytes[index]!]!;
  return into;
};

const BIAS = 33;

/** One quantising interval of a law, on the 16-bit scale. */
interface Interval {
  /** Of the sign that `isPositive` says, as sent: inverted bits included. */
  readonly code: number;
  readonly isPositive: boolean;
  /** The decision value where the interval begins, and the quantised value in its middle. */
  readonly from: number;
  readonly middle: number;
}

/** Table 2 of G.711, its 14-bit scale times four. All bits of a mu-law code are inverted on the wire. */
const mulawInterval = (code: number): Interval => {
  const bits = ~code & 0xff;
  const segment = (bits >> 4) & 0x07;
  const middle = ((2 * (bits & 0x0f) + BIAS) << segment) - BIAS;
  return { code, isPositive: bits < 0x80, from: (middle - (1 << segment)) * 4, middle: middle * 4 };
};

/** Table 1 of G.711, its 13-bit scale times eight. Even bits of an A-law code are inverted on the wire. */
const alawInterval = (code: number): Interval => {
  const bits = code ^ 0x55;
  const segment = (bits >> 4) & 0x07;
  const doubling = Math.max(0, segment - 1);
  const middle = (2 * (bits & 0x0f) + (segment === 0 ? 1 : BIAS)) << doubling;
  return { code, isPositive: bits >= 0x80, from: (middle - (1 << doubling)) * 8, middle: middle * 8 };
};

/** Walks outwards from zero. Negative values are taken in one's complement, as the reference code G.191 does. */
const fillSign = (codes: Uint8Array, intervals: readonly Interval[]): void => {
  let at = 0;
  for (let magnitude = 0; magnitude <= 32_767; magnitude += 1) {
    while (at + 1 < intervals.length && magnitude >= intervals[at + 1]!.from) at += 1;
    const { code, isPositive } = intervals[at]!;
    codes[(isPositive ? magnitude : ~magnitude) & 0xffff] = code;
  }
};

const fillTables = (values: Int16Array, codes: Uint8Array, intervalOf: (code: number) => Interval): void => {
  const intervals = Array.from({ length: 256 }, (_, code) => intervalOf(code));
  for (const { code, isPositive, middle } of intervals) values[code] = isPositive ? middle : -middle;
  intervals.sort((one, other) => one.middle - other.middle);
  fillSign(
    codes,
    intervals.filter((interval) => interval.isPositive),
  );
  fillSign(
    codes,
    intervals.filter((interval) => !interval.isPositive),
  );
};

fillTables(MULAW_VALUES, MULAW_CODES, mulawInterval);
fillTables(ALAW_VALUES, ALAW_CODES, alawInterval);
const MULAW_TO_ALAW = encodeAlaw(MULAW_VALUES);
const ALAW_TO_MULAW = encodeMulaw(ALAW_VALUES);
