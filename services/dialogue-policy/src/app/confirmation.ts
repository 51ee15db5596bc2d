// A caller's yes as the tool gateway verifies it: taken from the record alone, signed over every part of it.
import { createHmac } from 'node:crypto';
import { action, call } from '@trunkline/domain';
import { type EventStore } from '@trunkline/event-sourcing';
import { type SignedConfirmation } from '../ports/actions.port';

/** Undefined when the record has no such confirmation: the gateway then refuses an irreversible action. */
export const signedConfirmation = async (
  { store, secret }: { readonly store: Pick<EventStore, 'read'>; readonly secret: string },
  confirmationId: string,
  stream: string,
): Promise<SignedConfirmation | undefined> => {
  const { events } = await store.read<call.CallEvent, call.CallInput>(stream);
  const terms = call.confirmationIn(events, confirmationId);
  return terms === undefined ? undefined : { ...terms, signature: signatureOf(terms, secret) };
};

/** HMAC-SHA256 over the statement, hex. */
export const signatureOf = (terms: action.ConfirmationTerms, secret: string): string =>
  createHmac('sha256', secret).update(action.confirmationStatement(terms), 'utf8').digest('hex');
