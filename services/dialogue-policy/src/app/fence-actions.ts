// The fence: from here on the tool gateway sends nothing for this call, and says how everything stands.
import { call } from '@trunkline/domain';
import { backoffMs, callIdOf, pause, type EffectDeps, type InCall } from './effect-deps';

type FenceActions = Extract<call.CallEffect, { type: 'FenceActions' }>;

/** Answers with FenceDone; with nothing in it when the gateway did not answer, so that what is open counts as unknown. */
export const fenceActions = async (
  deps: EffectDeps,
  effect: FenceActions,
  { context, flow }: InCall,
): Promise<void> => {
  const { fenceMsMax } = deps.terms;
  const fence = {
    tenantId: flow.tenantId,
    callId: callIdOf(context),
    epoch: call.fenceEpochOf(context.event.actor.epoch, effect.fenceEpoch),
  };
  const giveUpAt = deps.clock() + fenceMsMax;
  let actions: Awaited<ReturnType<EffectDeps['actions']['fence']>>;
  for (let attempt = 0; actions === undefined && deps.clock() < giveUpAt; attempt += 1) {
    actions = await deps.actions.fence(fence, giveUpAt - deps.clock());
    if (deps.isClosing()) return;
    if (actions === undefined) await pause(deps, backoffMs(attempt));
  }
  await context.dispatch({
    type: 'FenceDone',
    inputId: `fenced:${context.effectId}`,
    at: deps.clock(),
    answers: context.effectId,
    actions: actions ?? [],
  });
};
