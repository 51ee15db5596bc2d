// The one place that says how a refusal looks on the wire and in the metrics.
import { status } from '@grpc/grpc-js';
import { type Refusal } from './app/refusal';

export interface Verdict {
  readonly code: status;
  /** `CODE: what to do about it`, free of content. */
  readonly details: string;
  readonly result: 'denied' | 'fenced' | 'error';
  /** Somebody tried what no honest client does. */
  readonly isSecurity: boolean;
}

export const verdict = (refusal: Refusal): Verdict => {
  switch (refusal.kind) {
    case 'bad-request':
      return denied(status.INVALID_ARGUMENT, `INVALID: ${refusal.field}: ${refusal.hint}`);
    case 'no-such-tenant':
    case 'foreign-action':
      // The same words for both: an id of somebody else is no oracle.
      return { ...denied(status.NOT_FOUND, 'NOT_FOUND: no such action'), isSecurity: true };
    case 'key-reused':
      return {
        ...denied(status.FAILED_PRECONDITION, 'KEY_REUSED: the action id was used with other arguments'),
        isSecurity: true,
      };
    case 'tool-changed':
      return denied(status.FAILED_PRECONDITION, 'TOOL_CHANGED: the tool is declared otherwise by now');
    case 'confirmation-missing':
      return denied(status.FAILED_PRECONDITION, 'CONFIRMATION_MISSING: the tool is irreversible');
    case 'confirmation-void':
      return {
        ...denied(status.FAILED_PRECONDITION, `CONFIRMATION_VOID: ${refusal.because}`),
        isSecurity: refusal.because !== 'expired' && refusal.because !== 'tool-changed',
      };
    case 'fenced':
      return {
        code: status.FAILED_PRECONDITION,
        details: `FENCED: the call is fenced at epoch ${refusal.epoch}`,
        result: 'fenced',
        isSecurity: false,
      };
    case 'too-late':
      return denied(status.DEADLINE_EXCEEDED, 'TOO_LATE: the deadline has passed');
    case 'overloaded':
      return { ...denied(status.RESOURCE_EXHAUSTED, 'OVERLOADED: try another gateway'), result: 'error' };
    case 'store-unavailable':
      return {
        ...denied(status.UNAVAILABLE, 'STORE_UNAVAILABLE: ask again with the same id'),
        result: 'error',
      };
  }
};

const denied = (code: status, details: string): Verdict => ({
  code,
  details,
  result: 'denied',
  isSecurity: false,
});
