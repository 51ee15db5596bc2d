// The actions of a call put together from both sides: what the policy authorised and what the tool gateway did.
import { type action, type call } from '@trunkline/domain';
import { type LedgerEntry } from '../world/ledger';
import { grouped, only, type At, type Sorted } from './trace';

export interface ActionSeen {
  readonly actionId: string;
  readonly authorized: readonly At<call.ActionAuthorized>[];
  /** What the call was told. */
  readonly told: readonly At<call.ActionSettled>[];
  readonly reserved: At<action.ActionReserved> | undefined;
  /** Everything of the action's own stream. */
  readonly events: readonly At<action.ActionEvent>[];
  readonly settled: readonly At<action.ActionSettled>[];
  readonly ledger: readonly LedgerEntry[];
}

export const actionsOf = ({ trace, call: calls, action: actions }: Sorted): readonly ActionSeen[] => {
  const authorized = only(calls, 'ActionAuthorized');
  const told = only(calls, 'ActionSettled');
  const streams = grouped(actions, ({ recorded }) => recorded.stream.slice('action/'.length));
  const ids = new Set([...authorized.map(({ event }) => event.actionId), ...streams.keys()]);
  for (const { actionId } of trace.ledger ?? []) ids.add(actionId);
  return [...ids].map((actionId) => {
    const events = streams.get(actionId) ?? [];
    return {
      actionId,
      authorized: authorized.filter(({ event }) => event.actionId === actionId),
      told: told.filter(({ event }) => event.actionId === actionId),
      reserved: only(events, 'ActionReserved')[0],
      events,
      settled: only(events, 'ActionSettled'),
      ledger: (trace.ledger ?? []).filter((entry) => entry.actionId === actionId),
    };
  });
};

/** The outcome as it was known in the action's own stream before a position of the record. */
export const outcomeBefore = ({ events }: ActionSeen, position: number): action.Outcome | undefined => {
  let outcome: action.Outcome | undefined;
  for (const { event, position: at } of events) {
    if (at >= position) break;
    if (event.type === 'ActionSettled' || event.type === 'ActionReconciled') outcome = event.outcome;
  }
  return outcome;
};
