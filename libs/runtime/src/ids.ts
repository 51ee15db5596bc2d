// Time-ordered ids (UUIDv7, RFC 9562) in 26 characters of Crockford base 32, for calls, hand-offs and instances.
import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** 48 bits of milliseconds, 80 bits of chance; sorts by time as text. */
export const newId = (nowMs: number): string => {
  let value = (BigInt(nowMs) << 80n) | BigInt(`0x${randomBytes(10).toString('hex')}`);
  let text = '';
  for (let i = 0; i < 26; i += 1) {
    text = (ALPHABET[Number(value & 31n)] ?? '0') + text;
    value >>= 5n;
  }
  return text;
};
