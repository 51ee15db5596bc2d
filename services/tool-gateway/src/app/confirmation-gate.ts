// The second look at a "yes": signature, tenant, call, tool as declared, arguments and age. One use is the ledger's affair.
import { action } from '@trunkline/domain';
import { type tools } from '@trunkline/contracts';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { type ConfirmationFlaw } from './refusal';

/** Undefined for a confirmation that holds. */
export const confirmationFlaw = (
  confirmation: tools.Confirmation,
  bound: action.ConfirmationBound,
  key: string,
): ConfirmationFlaw | undefined =>
  isSigned(confirmation, key) ? action.confirmationFlaw(confirmation, bound) : 'signature';

/** HMAC-SHA256 over the confirmation's statement, hex. */
export const signConfirmation = (terms: action.ConfirmationTerms, key: string): string =>
  createHmac('sha256', key).update(action.confirmationStatement(terms), 'utf8').digest('hex');

const isSigned = (confirmation: tools.Confirmation, key: string): boolean => {
  const expected = Buffer.from(signConfirmation(confirmation, key), 'hex');
  const claimed = Buffer.from(confirmation.signature, 'hex');
  return claimed.length === expected.length && timingSafeEqual(claimed, expected);
};
