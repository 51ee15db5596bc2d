// Keys as the server sees them: a prefix, the part of the platform, and a digest that says nothing of a caller.
import { createHmac } from 'node:crypto';

const DIGEST_CHARS = 22;

export type KeyOf = (part: string, ...names: readonly string[]) => string;

/** 132 bits of HMAC-SHA-256: whoever reads the server's keys and has no secret cannot try out telephone numbers. */
export const redisKeys =
  (prefix: string, secret: string): KeyOf =>
  (part, ...names) => {
    const digest = createHmac('sha256', secret).update(JSON.stringify(names)).digest('base64url');
    return `${prefix}:${part}:${digest.slice(0, DIGEST_CHARS)}`;
  };
