// A caller's yes as the tool gateway verifies it: taken from the record alone, signed over every part of it.
import { createHmac } from 'node:crypto';
import { action, type call } from '@trunkline/domain';
import { type EventStore, type Recorded } from '@trunkline/event-sourcing';
import { type SignedConfirmation } from '../ports/actions.port';

/** Undefined when the record has no such confirmation: the gateway then refuses an irreversible action. */
export const signedConfirmation = async (
  { store, secret }: { readonly store: Pick<EventStore, 'read'>; readonly secret: string },
  confirmationId: string,
  stream: string,
): Promise<SignedConfirmation | undefined> => {
  const { events } = await store.read<call.CallEvent, call.CallInput>(stream);
  const terms = confirmationIn(events, confirmationId);
  return terms === undefined ? undefined : { ...terms, signature: signatureOf(terms, secret) };
};

/** HMAC-SHA256 over the statement, hex. */
export const signatureOf = (terms: action.ConfirmationTerms, secret: string): string =>
  createHmac('sha256', secret).update(action.confirmationStatement(terms), 'utf8').digest('hex');

/** Read-back and yes put together; both must be there and speak of the same arguments. */
export const confirmationIn = (
  events: readonly Recorded<call.CallEvent>[],
  confirmationId: string,
): action.ConfirmationTerms | undefined => {
  let readBack: call.ReadBack | undefined;
  for (const { event, callId } of events) {
    if (event.type === 'ReadBack' && event.confirmationId === confirmationId) readBack = event;
    if (event.type !== 'Confirmed' || event.confirmationId !== confirmationId) continue;
    if (readBack === undefined || readBack.argsDigest !== event.argsDigest) return undefined;
    return {
      // Unique in the tenant, where a confirmation is used up once; the call numbers its own.
      confirmationId: confirmationId.startsWith(callId) ? confirmationId : `${callId}-${confirmationId}`,
      callId,
      tool: readBack.tool,
      argsDigest: event.argsDigest,
      promptId: readBack.promptId,
      utteranceId: event.utteranceId,
      method: event.method,
      heardAtMs: event.heardAt,
      readBackDigest: readBack.textDigest,
    };
  }
  return undefined;
};
