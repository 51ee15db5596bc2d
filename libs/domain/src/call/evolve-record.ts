// Facts and actions folded.
import { type ActionAuthorized, type ActionSettled, type FactRecorded } from './events';
import { confirmationOver } from './evolve-confirmation';
import { type Action, type LiveCall } from './state';

/** The newest record of a key counts. */
export const factRecorded = (call: LiveCall, event: FactRecorded): LiveCall => {
  const { key, value, source, ref, confirmed } = event;
  return {
    ...call,
    facts: { ...call.facts, [key]: { value, source, ref, confirmed, stage: call.stage.name } },
  };
};

/** Uses up the confirmation it names. */
export const actionAuthorized = (call: LiveCall, event: ActionAuthorized): LiveCall => {
  const { tool, effect, stage, args, argsDigest, deadlineAt } = event;
  const number = Object.keys(call.actions).length + 1;
  const action: Action = { tool, effect, stage, args, argsDigest, deadlineAt, outcome: 'pending', number };
  return {
    ...(event.confirmationId === undefined ? call : confirmationOver(call)),
    actions: { ...call.actions, [event.actionId]: action },
    stage: { ...call.stage, actionId: event.actionId },
    voice: { ...call.voice, waitingSaid: false, fillersInARow: 0 },
    served: false,
  };
};

export const actionSettled = (
  actions: Readonly<Record<string, Action>>,
  { actionId, outcome, errorCode }: ActionSettled,
): Readonly<Record<string, Action>> => {
  const action = actions[actionId];
  if (action === undefined) return actions;
  return {
    ...actions,
    [actionId]: { ...action, outcome, ...(errorCode === undefined ? {} : { errorCode }) },
  };
};
