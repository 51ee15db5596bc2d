// The fence of a call: from its epoch on nothing older is sent, and the answer says how each action stands.
import { type tools } from '@trunkline/contracts';
import { type action } from '@trunkline/domain';
import { type KnownAction } from '../ports/admission-ledger.port';
import { type Actions } from './actions';
import { endOf } from './action-end';
import { follow } from './follow';
import { type GatewayContext } from './gateway-context';

export interface Fenced {
  readonly actionId: string;
  readonly tool: string;
  readonly state: 'succeeded' | 'failed' | 'unknown' | 'not_started';
}

/**
 * Raises the fence first: whoever is admitted or starts later sees it. Then waits a bounded time for what was sent.
 * Rejects with StoreUnavailable; raising again is safe.
 */
export const fence = async (
  gateway: GatewayContext,
  actions: Actions,
  { tenantId, callId, epoch }: tools.FenceRequest,
): Promise<readonly Fenced[]> => {
  const known = await gateway.ledger.raiseFence({ tenantId, callId, epoch });
  const patience = AbortSignal.timeout(gateway.fenceWaitMs);
  return Promise.all(
    known.map((one) => fenceOne({ gateway, actions, patience }, one, { tenantId, callId, epoch })),
  );
};

const fenceOne = async (
  { gateway, actions, patience }: { gateway: GatewayContext; actions: Actions; patience: AbortSignal },
  one: KnownAction,
  { tenantId, callId, epoch }: tools.FenceRequest,
): Promise<Fenced> => {
  const before = await actions.know(one.actionId);
  if (before.status !== 'none' && !endOf(before)) {
    // Another process stops its own at the ledger; taking a running action from it would only lose its answer.
    const isOurs = actions.held(one.actionId) !== undefined || actions.isAbandoned(before);
    const input = { type: 'Fence', inputId: `fence:${epoch}`, at: gateway.clock(), epoch } as const;
    if (isOurs) await actions.dispatch(input, { tenantId, callId, actionId: one.actionId });
    await follow(actions, one.actionId, { emit: () => undefined, gone: patience, isReplay: true });
  }
  return { ...one, state: stateOf(await actions.know(one.actionId)) };
};

/** A read that is still on its way is as good as failed: its answer is dropped and it did nothing. */
const stateOf = (state: action.Action): Fenced['state'] => {
  if (state.status === 'none' || state.attempts === 0) return 'not_started';
  const end = endOf(state);
  if (end) return end.outcome;
  return state.reserved.effect === 'read' ? 'failed' : 'unknown';
};
