// How each failure at the SIP edge ends: one table.

export type InviteFailure = 'unknown-trunk' | 'unknown-number';

export interface Refusal {
  readonly status: number;
  readonly reason: string;
  readonly retryAfterS?: number;
}

/** More callers at the door than we even keep a record of. */
export const NO_ROOM: Refusal = { status: 503, reason: 'lines-max', retryAfterS: 5 };
/** It is our own fault. */
export const FAILED: Refusal = { status: 503, reason: 'platform-error', retryAfterS: 5 };

export const refusalOf = (failure: InviteFailure): Refusal => {
  switch (failure) {
    case 'unknown-trunk':
      return { status: 403, reason: 'not a trunk of ours' };
    case 'unknown-number':
      return { status: 404, reason: 'no such number' };
  }
};
