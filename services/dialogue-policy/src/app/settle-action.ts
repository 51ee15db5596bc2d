// One action, asked for until its outcome is known or nobody can be asked any more: then it is unknown, never guessed.
import { type call } from '@trunkline/domain';
import { canonicalJson } from '@trunkline/event-sourcing';
import { type ActionRequest, type Attempted } from '../ports/actions.port';
import { signedConfirmation } from './confirmation';
import { backoffMs, callIdOf, pause, type EffectDeps, type InCall } from './effect-deps';

type ExecuteAction = Extract<call.CallEffect, { type: 'ExecuteAction' }>;
type Settled = Extract<Attempted, { kind: 'settled' }>;

/** Answers with SettleAction. The same id every time: attaching again never acts again. */
export const settleAction = async (
  deps: EffectDeps,
  effect: ExecuteAction,
  { context, flow }: InCall,
): Promise<void> => {
  const request = await requestOf(deps, effect, { context, flow });
  const settled = await outcomeOf(deps, request, context.again);
  if (settled === undefined) return;
  const { kind: _, ...outcome } = settled;
  await context.dispatch({
    type: 'SettleAction',
    inputId: `settled:${effect.actionId}`,
    at: deps.clock(),
    answers: context.effectId,
    actionId: effect.actionId,
    ...outcome,
  });
};

const requestOf = async (
  deps: EffectDeps,
  effect: ExecuteAction,
  { context, flow }: InCall,
): Promise<ActionRequest> => {
  const callId = callIdOf(context);
  const { event } = context.event;
  const confirmation =
    effect.confirmationId === undefined
      ? undefined
      : await signedConfirmation(deps, effect.confirmationId, context.stream);
  return {
    actionId: effect.actionId,
    tenantId: flow.tenantId,
    callId,
    tool: effect.tool,
    toolHash: event.type === 'ActionAuthorized' ? event.toolHash : '',
    argsJson: canonicalJson(effect.args),
    argsDigest: effect.argsDigest,
    // The lease under which it was authorised: after a fence it is older than the fence, whoever asks.
    epoch: context.event.actor.epoch,
    deadlineAt: effect.deadlineAt,
    ...(confirmation === undefined ? {} : { confirmation }),
    causeId: context.event.inputId,
    traceparent: deps.traces.of(context.event),
  };
};

/** Undefined when the service closes meanwhile: the effect stays open in the record. */
const outcomeOf = async (
  deps: EffectDeps,
  request: ActionRequest,
  again: boolean,
): Promise<Settled | undefined> => {
  const giveUpAt = Math.max(request.deadlineAt, deps.clock()) + deps.terms.settleMsMax;
  for (let attempt = 0; deps.clock() < giveUpAt; attempt += 1) {
    const attempted = await deps.actions.execute(request, giveUpAt - deps.clock());
    if (attempted.kind === 'settled') return attempted;
    // Only the very first asking can be refused before anything was done.
    if (attempted.kind === 'refused')
      return unsettled(attempt === 0 && !again ? 'failed' : 'unknown', attempted.code);
    if (deps.isClosing()) return undefined;
    await pause(deps, backoffMs(attempt));
  }
  return unsettled('unknown', 'unreachable');
};

const unsettled = (outcome: 'failed' | 'unknown', errorCode: string): Settled => ({
  kind: 'settled',
  outcome,
  result: {},
  errorCode,
  proof: outcome === 'failed' ? 'response' : 'none',
  idempotencyKey: '',
});
