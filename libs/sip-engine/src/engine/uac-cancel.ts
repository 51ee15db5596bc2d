// The application cancels its INVITE.
import { announce } from './announce';
import { nok, type AppRequest } from './app-request';
import { cancelOf } from './cancel';
import type { Core } from './core';
import { AppInvite } from './uac-response';

export const onAppCancel = (core: Core, frame: AppRequest): void => {
  const invite = core.callersById.get(frame.transactionId);
  const { listener } = invite ?? {};
  if (!invite || !(listener instanceof AppInvite)) {
    return nok(core, frame, `unable to cancel unknown transaction id: ${frame.transactionId}`);
  }
  const cancel = cancelOf(core, invite, frame.message);
  announce(core, frame, cancel);
  listener.requestCancel(cancel);
};
