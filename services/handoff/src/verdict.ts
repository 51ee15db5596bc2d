// One verdict per refusal and edge: what the desk's HTTP client and the gRPC caller are told, and how to mend it.
import { status } from '@grpc/grpc-js';

export type DeskRefusal =
  | { readonly kind: 'not-signed-in' }
  | { readonly kind: 'wrong-desk-key' }
  | { readonly kind: 'cross-site' }
  | { readonly kind: 'unknown-agent' }
  | { readonly kind: 'offer_expired' }
  | { readonly kind: 'offer_unknown' }
  | { readonly kind: 'handoff_unknown' }
  | { readonly kind: 'not_now'; readonly what: string }
  | { readonly kind: 'idempotency-key-missing' }
  | { readonly kind: 'bad-request'; readonly field: string; readonly expected: string }
  | { readonly kind: 'too-many-desks' }
  | { readonly kind: 'page-not-built' }
  | { readonly kind: 'not-on-duty' }
  | { readonly kind: 'internal' };

export interface HttpVerdict {
  readonly status: number;
  readonly message: string;
  readonly mend: string;
}

export const httpVerdict = (refusal: DeskRefusal): HttpVerdict => {
  switch (refusal.kind) {
    case 'not-signed-in':
      return verdict(401, 'Nobody is signed in at this desk.', 'Open /desk and sign in.');
    case 'wrong-desk-key':
      return verdict(403, 'The desk key is wrong.', 'Use the key that the platform prints when it starts.');
    case 'cross-site':
      return verdict(403, 'The request comes from another site.', 'Send it from the page under /desk.');
    case 'unknown-agent':
      return verdict(404, 'There is no such human agent.', 'Take one from GET /v1/desk/agents.');
    case 'offer_expired':
      return verdict(
        409,
        'The offer has ended.',
        'Wait for the next one; the caller is with somebody else or has left.',
      );
    case 'offer_unknown':
      return verdict(
        404,
        'This human agent has no such offer.',
        'Take the offer id from the stream of this desk.',
      );
    case 'handoff_unknown':
      return verdict(
        404,
        'This desk holds no such hand-off.',
        'Ask only for the caller that is offered or taken here.',
      );
    case 'not_now':
      return verdict(
        409,
        `${refusal.what} means nothing at this point.`,
        'Reload the desk to see where the hand-off stands.',
      );
    case 'idempotency-key-missing':
      return verdict(
        400,
        'The header Idempotency-Key is missing.',
        'Send 8 to 64 characters, the same for a retry.',
      );
    case 'bad-request':
      return verdict(400, `The field ${refusal.field} is not right.`, `Send ${refusal.expected}.`);
    case 'too-many-desks':
      return verdict(429, 'This human agent has too many desks open.', 'Close other tabs of the desk.');
    case 'page-not-built':
      return verdict(503, 'The page of the desk is not built.', 'Run npm run build in services/desk.');
    case 'not-on-duty':
      return verdict(
        503,
        'Another instance works on the hand-offs.',
        'Ask again: it is reached under the same address.',
      );
    case 'internal':
      return verdict(
        500,
        'The desk could not do that.',
        'Try again; if it stays, look at the log of the handoff service.',
      );
  }
};

const verdict = (code: number, message: string, mend: string): HttpVerdict => ({
  status: code,
  message,
  mend,
});

export type RequestRefusal =
  | { readonly kind: 'unknown-tenant'; readonly tenantId: string }
  | { readonly kind: 'unknown-queue'; readonly queue: string; readonly queues: readonly string[] }
  | { readonly kind: 'bad-id'; readonly field: string };

export const grpcVerdict = (refusal: RequestRefusal): { code: status; details: string } => {
  switch (refusal.kind) {
    case 'unknown-tenant':
      return { code: status.NOT_FOUND, details: `there is no tenant ${refusal.tenantId}` };
    case 'unknown-queue': {
      const queues = refusal.queues.join(', ');
      return {
        code: status.NOT_FOUND,
        details: `there is no queue ${refusal.queue}; the tenant has: ${queues}`,
      };
    }
    case 'bad-id':
      return {
        code: status.INVALID_ARGUMENT,
        details: `${refusal.field} must be 8 to 64 characters of A-Z a-z 0-9 _ -`,
      };
  }
};
