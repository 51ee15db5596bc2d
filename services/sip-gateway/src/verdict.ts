// How each failure at the SIP edge ends: one table.

export type InviteFailure = 'unknown-trunk' | 'unknown-number';

export interface Refusal {
  readonly status: number;
  readonly reason: string;
  readonly retryAfterS?: number;
}

export const refusalOf = (failure: InviteFailure): Refusal => {
  switch (failure) {
    case 'unknown-trunk':
      return { status: 403, reason: 'not a trunk of ours' };
    case 'unknown-number':
      return { status: 404, reason: 'no such number' };
  }
};
