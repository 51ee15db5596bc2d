// The one place that says how a refusal or a failure looks to the gateway.
import { status } from '@grpc/grpc-js';

export type Refusal =
  | { readonly kind: 'bad-signal'; readonly problem: string }
  | { readonly kind: 'unknown-flow' }
  /** The call belongs to another tenant. */
  | { readonly kind: 'foreign-call' }
  /** Another instance, or another stream of the same line, has the call. */
  | { readonly kind: 'superseded' }
  | { readonly kind: 'overloaded' }
  | { readonly kind: 'unavailable' };

export interface Verdict {
  readonly code: status;
  /** Free of content. */
  readonly details: string;
}

export const verdict = (refusal: Refusal): Verdict => {
  switch (refusal.kind) {
    case 'bad-signal':
      return { code: status.INVALID_ARGUMENT, details: refusal.problem };
    case 'unknown-flow':
    case 'foreign-call':
      // The same words for both: an id of somebody else is no oracle.
      return { code: status.NOT_FOUND, details: 'no such flow or call' };
    case 'superseded':
      return { code: status.ABORTED, details: 'the call is attached elsewhere' };
    case 'overloaded':
      return { code: status.RESOURCE_EXHAUSTED, details: 'too many calls or signals' };
    case 'unavailable':
      return { code: status.UNAVAILABLE, details: 'attach again' };
  }
};

/** What the host or the store rejected with, by name: classes may come from another copy of the package. */
export const refusalOf = (error: unknown): Refusal => {
  const name = error instanceof Error ? error.name : '';
  return name === 'MailboxFull' || name === 'HostFull' ? { kind: 'overloaded' } : { kind: 'unavailable' };
};
