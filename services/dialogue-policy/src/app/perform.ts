// Each effect of a call, performed: directives to its line, actions, fences, hand-offs. Timers are the host's own.
import { type call } from '@trunkline/domain';
import { type Flow } from '@trunkline/flow';
import { inSpan } from '@trunkline/runtime';
import { SPAN, spans } from '../spans';
import { callIdOf, type CallContext, type EffectDeps } from './effect-deps';
import { fenceActions } from './fence-actions';
import { cancelHandoff, requestHandoff } from './request-handoff';
import { settleAction } from './settle-action';

export const performer =
  (deps: EffectDeps, flow: Flow) =>
  (effect: call.CallEffect, given: CallContext): void | Promise<void> => {
    const traceparent = deps.traces.of(given.event);
    const context = traced(deps, given, traceparent);
    switch (effect.type) {
      case 'Say':
      case 'CutPrompt':
      case 'ResumePrompt':
      case 'Listen':
      case 'PlayBed':
      case 'Mute':
      case 'Unmute':
      case 'HangUp':
        // Said before, to a line that was there or was not: the reattachment says what is still wanted.
        return context.again
          ? undefined
          : deps.lines.perform(callIdOf(context), effect, { flow, traceparent });
      case 'ExecuteAction':
        return settleAction(deps, effect, { context, flow });
      case 'FenceActions':
        return inSpan(spans.startSpanFrom(traceparent, SPAN.fence), () =>
          fenceActions(deps, effect, { context, flow }),
        );
      case 'RequestHandoff':
        return requestHandoff(deps, effect, { context, flow });
      case 'CancelHandoff':
        return cancelHandoff(deps, effect);
      case 'SetTimer':
      case 'ClearTimer':
        return;
    }
  };

/** What comes of an effect is decided in the trace of the decision that asked for it. */
const traced = ({ traces }: EffectDeps, context: CallContext, traceparent: string): CallContext => ({
  ...context,
  dispatch: (input) =>
    traces.deciding(callIdOf(context), { ...input, traceparent }, () => context.dispatch(input)),
});
