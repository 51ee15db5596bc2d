// How each failure at the SIP edge ends: one table.

/** Why a call is not taken before a line is made of it. */
export type DoorFailure =
  'unknown-trunk' | 'unknown-number' | 'wrong-credentials' | 'source-rate' | 'too-many-at-door';

export interface Refusal {
  readonly status: number;
  readonly reason: string;
  readonly retryAfterS?: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
}

/** It is our own fault. */
export const FAILED: Refusal = { status: 503, reason: 'platform-error', retryAfterS: 5 };

/** Who guesses passwords is told no more than who is no trunk at all. */
const FORBIDDEN: Refusal = { status: 403, reason: 'not a trunk of ours' };

export const refusalOf = (failure: DoorFailure): Refusal => {
  switch (failure) {
    case 'unknown-trunk':
    case 'wrong-credentials':
      return FORBIDDEN;
    case 'unknown-number':
      return { status: 404, reason: 'no such number' };
    case 'source-rate':
      return { status: 503, reason: 'source-rate', retryAfterS: 30 };
    case 'too-many-at-door':
      return { status: 503, reason: 'lines-max', retryAfterS: 5 };
  }
};

/** RFC 3261 22.1; several values make several header fields. */
export const challengeWith = (challenges: readonly string[]): Refusal => ({
  status: 401,
  reason: 'who are you',
  headers: { 'WWW-Authenticate': challenges },
});
