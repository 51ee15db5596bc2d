// How each failure at the SIP edge ends: one table.

/** Why a call is not taken before a line is made of it. */
export type DoorFailure =
  | 'unknown-trunk'
  | 'unknown-number'
  | 'wrong-credentials'
  | 'source-rate'
  | 'too-many-at-door'
  | 'unknown-extension'
  | 'unknown-body'
  | 'sdp-unwanted';

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

/** RFC 3261 20.43; a pseudonym says as much of us as is anybody's business. */
export const warning = (code: number, text: string): Readonly<Record<string, string>> => ({
  Warning: `${code} trunkline "${text.replace(/[^\w .,:;/()=-]/g, '')}"`,
});

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
    case 'unknown-extension':
      return { status: 420, reason: 'an extension that we do not have' };
    case 'unknown-body':
      return { status: 415, reason: 'a body that we do not read' };
    case 'sdp-unwanted':
      return {
        status: 406,
        reason: 'our answer is SDP',
        headers: warning(399, 'the answer is application/sdp'),
      };
  }
};

/** RFC 3261 22.1; several values make several header fields. */
export const challengeWith = (challenges: readonly string[]): Refusal => ({
  status: 401,
  reason: 'who are you',
  headers: { 'WWW-Authenticate': challenges },
});
