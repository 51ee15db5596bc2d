// How an action ended, as its askers are told: the settlement, or what was found out after it.
import { type action } from '@trunkline/domain';

export interface ActionEnd {
  readonly outcome: action.Outcome;
  readonly proof: action.Proof;
  readonly result: action.Fields;
  readonly receipt?: string;
  readonly errorCode?: string;
  /** From the reservation to the end. */
  readonly durationMs: number;
}

/** Undefined while it runs. An action that was told as unknown and reconciled since is told as it is known now. */
export const endOf = (state: action.Action): ActionEnd | undefined => {
  if (state.status === 'none' || !state.settled) return undefined;
  const { outcome, proof, result, receipt, errorCode, at } = state.reconciled ?? state.settled;
  return {
    outcome,
    proof,
    result,
    ...(receipt !== undefined && { receipt }),
    ...(errorCode !== undefined && { errorCode }),
    durationMs: Math.max(0, at - state.reserved.at),
  };
};
