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

/** Read-back, yes and authorisation put together; all must be there and speak of the same arguments. */
export const confirmationIn = (
  events: readonly Recorded<call.CallEvent>[],
  confirmationId: string,
): action.ConfirmationTerms | undefined => {
  const about = events.filter(({ event }) => isAbout(event, confirmationId)).map(({ event }) => event);
  const readBack = about.findLast((event) => event.type === 'ReadBack');
  const confirmed = about.findLast((event) => event.type === 'Confirmed');
  const authorised = about.findLast((event) => event.type === 'ActionAuthorized');
  const [first] = events;
  if (!first || !readBack || !confirmed || !authorised) return undefined;
  const { tenantId, callId } = first;
  const { argsDigest } = confirmed;
  if (readBack.argsDigest !== argsDigest || authorised.argsDigest !== argsDigest) return undefined;
  return {
    // Unique in the tenant, where a confirmation is used up once; the call numbers its own.
    confirmationId: confirmationId.startsWith(callId) ? confirmationId : `${callId}-${confirmationId}`,
    tenantId,
    callId,
    tool: readBack.tool,
    // A call keeps the flow and the tools that it began with: this is the one that was read back.
    toolHash: authorised.toolHash,
    argsDigest,
    promptId: readBack.promptId,
    utteranceId: confirmed.utteranceId,
    method: confirmed.method,
    heardAtMs: confirmed.heardAt,
    readBackDigest: readBack.textDigest,
  };
};

const isAbout = (event: call.CallEvent, confirmationId: string): boolean =>
  'confirmationId' in event && event.confirmationId === confirmationId;
