// A caller's yes as the record has it, read-back and yes put together, for the tool gateway's second look.
import { type call } from '@trunkline/domain';
import { type Recorded } from '@trunkline/event-sourcing';

export interface ConfirmationSaid {
  readonly confirmationId: string;
  readonly callId: string;
  readonly tool: string;
  readonly argsDigest: string;
  readonly heardAtMs: number;
}

export const confirmationIn = (
  events: readonly Recorded<call.CallEvent>[],
  confirmationId: string,
): ConfirmationSaid | undefined => {
  let readBack: call.ReadBack | undefined;
  for (const { event, callId } of events) {
    if (event.type === 'ReadBack' && event.confirmationId === confirmationId) readBack = event;
    if (event.type !== 'Confirmed' || event.confirmationId !== confirmationId) continue;
    if (readBack === undefined || readBack.argsDigest !== event.argsDigest) return undefined;
    const { tool } = readBack;
    return { confirmationId, callId, tool, argsDigest: event.argsDigest, heardAtMs: event.heardAt };
  }
  return undefined;
};
