// Each effect of a call, performed: directives to its line, actions, fences, hand-offs. Timers are the host's own.
import { type call } from '@trunkline/domain';
import { type Flow } from '@trunkline/flow';
import { callIdOf, type CallContext, type EffectDeps } from './effect-deps';
import { fenceActions } from './fence-actions';
import { cancelHandoff, requestHandoff } from './request-handoff';
import { settleAction } from './settle-action';

export const performer =
  (deps: EffectDeps, flow: Flow) =>
  (effect: call.CallEffect, context: CallContext): void | Promise<void> => {
    switch (effect.type) {
      case 'Say':
      case 'CutPrompt':
      case 'ResumePrompt':
      case 'Listen':
      case 'PlayBed':
      case 'Mute':
      case 'HangUp':
        // Said before, to a line that was there or was not: the reattachment says what is still wanted.
        return context.again ? undefined : deps.lines.perform(callIdOf(context), effect, flow);
      case 'ExecuteAction':
        return settleAction(deps, effect, { context, flow });
      case 'FenceActions':
        return fenceActions(deps, effect, { context, flow });
      case 'RequestHandoff':
        return requestHandoff(deps, effect, { context, flow });
      case 'CancelHandoff':
        return cancelHandoff(deps, effect);
      case 'SetTimer':
      case 'ClearTimer':
        return;
    }
  };
