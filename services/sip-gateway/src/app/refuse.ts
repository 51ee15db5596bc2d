// A final response that is no answer.
import { type Logger } from '@trunkline/runtime';
import { type Invitation } from '@trunkline/telephony';
import { type Refusal } from '../verdict';

/** Never throws: an INVITE whose transaction is gone needs no response. */
export const refuse = (
  invitation: Invitation,
  { status, reason, retryAfterS, headers }: Refusal,
  log: Logger,
): void => {
  const retry: Record<string, string> =
    retryAfterS === undefined ? {} : { 'Retry-After': String(retryAfterS) };
  try {
    invitation.reject(status, reason, { ...retry, ...headers });
  } catch (error) {
    log.warn({ err: error }, 'INVITE could not be refused');
  }
};
