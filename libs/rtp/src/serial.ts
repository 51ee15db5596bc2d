// Serial-number arithmetic (RFC 1982 in spirit): distances between wrapping sequence numbers and timestamps.

/** Signed distance `to - from` of 16-bit sequence numbers, -32768..32767. */
export const sequenceDistance = (from: number, to: number): number => ((to - from) << 16) >> 16;

/** Signed distance `to - from` of 32-bit timestamps, in samples. */
export const timestampDistance = (from: number, to: number): number => (to - from) | 0;

/** The unwrapped number nearest to `near` that equals `wrapped` modulo 2^16. */
export const extendSequence = (near: number, wrapped: number): number =>
  near + sequenceDistance(near & 0xffff, wrapped);

/** The unwrapped timestamp nearest to `near` that equals `wrapped` modulo 2^32. */
export const extendTimestamp = (near: number, wrapped: number): number =>
  near + timestampDistance(near >>> 0, wrapped);
