// The second look at a "yes": signature, tenant, call, tool as declared, arguments and age. One use is the ledger's affair.
import { action } from '@trunkline/domain';
import { type tools } from '@trunkline/contracts';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { type ConfirmationFlaw } from './refusal';

export interface Bound {
  readonly tenantId: string;
  readonly callId: string;
  readonly tool: string;
  readonly toolHash: string;
  readonly argsDigest: string;
  /** Wall time of the reservation. */
  readonly atMs: number;
}

/** Clocks of two hosts may differ by this much. */
const SKEW_MS_MAX = 2_000;

/** Undefined for a confirmation that holds. */
export const confirmationFlaw = (
  confirmation: tools.Confirmation,
  bound: Bound,
  key: string,
): ConfirmationFlaw | undefined => {
  if (!isSigned(confirmation, key)) return 'signature';
  if (confirmation.confirmationId === '') return 'id';
  if (confirmation.tenantId !== bound.tenantId) return 'tenant';
  if (confirmation.callId !== bound.callId) return 'call';
  if (confirmation.tool !== bound.tool) return 'tool';
  if (confirmation.toolHash !== bound.toolHash) return 'tool-changed';
  if (confirmation.argsDigest !== bound.argsDigest) return 'arguments';
  const ageMs = bound.atMs - confirmation.heardAtMs;
  return ageMs < -SKEW_MS_MAX || ageMs > action.CONFIRMATION_MS_MAX ? 'expired' : undefined;
};

/** HMAC-SHA256 over the confirmation's statement, hex. */
export const signConfirmation = (terms: action.ConfirmationTerms, key: string): string =>
  createHmac('sha256', key).update(action.confirmationStatement(terms), 'utf8').digest('hex');

const isSigned = (confirmation: tools.Confirmation, key: string): boolean => {
  const expected = Buffer.from(signConfirmation(confirmation, key), 'hex');
  const claimed = Buffer.from(confirmation.signature, 'hex');
  return claimed.length === expected.length && timingSafeEqual(claimed, expected);
};
