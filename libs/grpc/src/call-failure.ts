// Why a call failed, as its caller has to tell it: nobody was there, no time was left, they said no, or they broke.
import { status } from '@grpc/grpc-js';

/** `code` is the name of the gRPC status, a closed list: fit for logs and metrics. */
export type CallFailure =
  /** The request may or may not have arrived: only what bears to be done twice is sent again. */
  | { readonly kind: 'unavailable'; readonly code: string }
  | { readonly kind: 'too-late'; readonly code: string }
  | { readonly kind: 'refused'; readonly code: string; readonly details: string }
  | { readonly kind: 'broken'; readonly code: string };

const REFUSALS: ReadonlySet<status> = new Set([
  status.INVALID_ARGUMENT,
  status.FAILED_PRECONDITION,
  status.NOT_FOUND,
  status.ALREADY_EXISTS,
  status.PERMISSION_DENIED,
  status.UNAUTHENTICATED,
  status.RESOURCE_EXHAUSTED,
  status.OUT_OF_RANGE,
]);

export const callFailureOf = (error: unknown): CallFailure => {
  const number = codeOf(error);
  const code = (status[number] ?? 'UNKNOWN').toLowerCase();
  if (number === status.UNAVAILABLE || number === status.CANCELLED) return { kind: 'unavailable', code };
  if (number === status.DEADLINE_EXCEEDED) return { kind: 'too-late', code };
  if (REFUSALS.has(number)) return { kind: 'refused', code, details: detailsOf(error) };
  return { kind: 'broken', code };
};

const codeOf = (error: unknown): status =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'number'
    ? error.code
    : status.UNKNOWN;

const detailsOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'details' in error && typeof error.details === 'string'
    ? error.details
    : '';
