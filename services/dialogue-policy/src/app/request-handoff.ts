// A hand-off asked for and followed to its end, over lost streams and restarts.
import { call } from '@trunkline/domain';
import { type HandoffNotice, type HandoffRequest, isEnd } from '../ports/handoffs.port';
import { backoffMs, callIdOf, pause, type EffectDeps, type InCall } from './effect-deps';

type RequestHandoff = Extract<call.CallEffect, { type: 'RequestHandoff' }>;
type CancelHandoff = Extract<call.CallEffect, { type: 'CancelHandoff' }>;

/** Answers with NoteHandoff for each notice; only the last one answers the effect, so that a restart follows on. */
export const requestHandoff = async (
  deps: EffectDeps,
  effect: RequestHandoff,
  inCall: InCall,
): Promise<void> => {
  const request = await requestOf(deps, effect, inCall);
  if (request === undefined)
    return note(deps, inCall, { ...giveUp(deps, 'not-recorded'), handoffId: effect.handoffId });
  let reachedAt = deps.clock();
  const onNotice = (notice: HandoffNotice): void => {
    reachedAt = deps.clock();
    void note(deps, inCall, { ...notice, handoffId: effect.handoffId }).catch(() => undefined);
  };
  for (let attempt = 0; deps.clock() - reachedAt < deps.terms.handoffMsMax; attempt += 1) {
    const before = reachedAt;
    const followed = await deps.handoffs.follow(request, onNotice);
    if (followed.kind === 'ended' || deps.isClosing()) return;
    if (followed.kind === 'refused')
      return note(deps, inCall, { ...giveUp(deps, followed.code), handoffId: effect.handoffId });
    if (reachedAt !== before) attempt = 0;
    await pause(deps, backoffMs(attempt));
  }
  return note(deps, inCall, { ...giveUp(deps, 'unreachable'), handoffId: effect.handoffId });
};

const CANCEL_ATTEMPTS_MAX = 8;

/** The hand-off service sees the caller leave by the call's own events too: this is the faster way. */
export const cancelHandoff = async (
  deps: EffectDeps,
  { handoffId, reason }: CancelHandoff,
): Promise<void> => {
  for (let attempt = 0; attempt < CANCEL_ATTEMPTS_MAX && !deps.isClosing(); attempt += 1) {
    if (await deps.handoffs.cancel(handoffId, reason)) return;
    await pause(deps, backoffMs(attempt));
  }
};

const requestOf = async (
  deps: EffectDeps,
  { handoffId }: RequestHandoff,
  { context, flow }: InCall,
): Promise<HandoffRequest | undefined> => {
  const callId = callIdOf(context);
  const { events } = await deps.store.read<call.CallEvent, call.CallInput>(context.stream);
  const asked = events.findLast(
    ({ event }) => event.type === 'HandoffRequested' && event.handoffId === handoffId,
  );
  if (asked?.event.type !== 'HandoffRequested') return undefined;
  return {
    handoffId,
    tenantId: flow.tenantId,
    callId,
    reason: asked.event.reason,
    queue: asked.event.queue,
    fenceEpoch: call.fenceEpochIn(events),
    asOfVersion: context.event.version,
    traceparent: deps.traces.of(context.event),
  };
};

const giveUp = (deps: EffectDeps, cause: string): HandoffNotice => ({
  state: 'failed',
  atMs: deps.clock(),
  cause,
});

/** The id follows from the notice, so that one that is followed again is noted once. */
const note = async (
  deps: EffectDeps,
  { context }: InCall,
  notice: HandoffNotice & { readonly handoffId: string },
): Promise<void> => {
  const { handoffId, state, atMs, humanAgent, cause } = notice;
  await context.dispatch({
    type: 'NoteHandoff',
    inputId: `handoff:${handoffId}:${state}:${atMs}`,
    at: deps.clock(),
    ...(isEnd(notice) ? { answers: context.effectId } : {}),
    handoffId,
    state,
    ...(humanAgent === undefined ? {} : { humanAgent }),
    ...(cause === undefined ? {} : { cause }),
  });
};
