// The moments at which a row breaks something, as the record or the backend shows them.
import { type action, type call } from '@trunkline/domain';
import { eventually } from '../trial/eventually';
import { actionEvents, callEvents } from '../trial/record-reading';
import { type Stage } from './stage';

const MOMENT_MS_MAX = 45_000;

/** Resolves with how many events the call has once they are at least so many. */
export const callHas = (stage: Stage, callId: string, events: number): Promise<number> =>
  eventually(`event ${events} of call ${callId}`, MOMENT_MS_MAX, async () => {
    const { length } = await callEvents(stage.store, callId);
    return length >= events ? length : undefined;
  });

export const callReached = <T extends call.CallEvent['type']>(
  stage: Stage,
  callId: string,
  type: T,
): Promise<Extract<call.CallEvent, { type: T }>> =>
  eventually(`${type} of call ${callId}`, MOMENT_MS_MAX, async () =>
    (await callEvents(stage.store, callId)).find(
      (event): event is Extract<call.CallEvent, { type: T }> => event.type === type,
    ),
  );

/** Resolves with the id of the action. */
export const authorised = (stage: Stage, callId: string, tool: string): Promise<string> =>
  eventually(`the authorisation of ${tool} in call ${callId}`, MOMENT_MS_MAX, async () => {
    const events = await callEvents(stage.store, callId);
    const found = events.find((event) => event.type === 'ActionAuthorized' && event.tool === tool);
    return found?.type === 'ActionAuthorized' ? found.actionId : undefined;
  });

export const actionReached = async (
  stage: Stage,
  actionId: string,
  type: action.ActionEvent['type'],
): Promise<void> => {
  await eventually(`${type} of action ${actionId}`, MOMENT_MS_MAX, async () =>
    (await actionEvents(stage.store, actionId)).find((event) => event.type === type),
  );
};

/** The backend has done it; nothing is said of the answer. */
export const doneAtBackend = async (stage: Stage, order: string): Promise<void> => {
  await eventually(`order ${order} in the ledger`, MOMENT_MS_MAX, async () =>
    (await stage.backend.ledger()).find((entry) => entry.order === order),
  );
};
