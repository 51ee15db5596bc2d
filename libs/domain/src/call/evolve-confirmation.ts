// The safety machine folded: none, reading, awaiting, confirmed. One confirmation is alive at a time.
import { type Confirmed, type PromptFinished, type ReadBack } from './events';
import { type Confirmation, type LiveCall } from './state';

/** A read-back counts as heard when all but this much of it was played. */
const playedMsSlack = 40;

export const readBack = (call: LiveCall, event: ReadBack): LiveCall => ({
  ...call,
  confirmations: call.confirmations + 1,
  stage: { ...call.stage, readBacks: call.stage.readBacks + 1 },
  confirmation: {
    status: 'reading',
    confirmationId: event.confirmationId,
    tool: event.tool,
    argsDigest: event.argsDigest,
    promptId: event.promptId,
  },
});

/** From the end of the whole read-back on, a yes counts. */
export const readBackFinished = (confirmation: Confirmation, event: PromptFinished): Confirmation => {
  if (confirmation.status !== 'reading' || confirmation.promptId !== event.promptId) return confirmation;
  if (event.playedMs < event.durationMs - playedMsSlack) return confirmation;
  return { ...confirmation, status: 'awaiting', endedMs: event.endedMs };
};

export const confirmed = (call: LiveCall, event: Confirmed): LiveCall => {
  const { confirmation } = call;
  if (confirmation.status === 'none') return call;
  const { confirmationId, tool, argsDigest, promptId } = confirmation;
  return {
    ...call,
    confirmation: { status: 'confirmed', confirmationId, tool, argsDigest, promptId, heardAt: event.heardAt },
  };
};

/** Voided, or used by the one action it was for. */
export const confirmationOver = (call: LiveCall): LiveCall => ({ ...call, confirmation: { status: 'none' } });
