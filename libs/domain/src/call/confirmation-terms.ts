// A caller's yes as the record has it: read-back, yes and authorisation put together, to be signed and looked at again.
import { type Recorded } from '@trunkline/event-sourcing';
import { type ConfirmationTerms } from '../action/confirmation';
import { type CallEvent } from './events';

/** Undefined unless all three are there and speak of the same arguments. */
export const confirmationIn = (
  events: readonly Recorded<CallEvent>[],
  confirmationId: string,
): ConfirmationTerms | undefined => {
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

const isAbout = (event: CallEvent, confirmationId: string): boolean =>
  'confirmationId' in event && event.confirmationId === confirmationId;
