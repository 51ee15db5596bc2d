// The application sends a request inside a dialog (RFC 3261 12.2.1, 14.1, 15.1.1).
import { isUntyped } from '../admin/app-message';
import type { SipRequest, SipResponse } from '../message/message';
import type { Flow, Listening } from '../transport/flow';
import { announce } from './announce';
import { addAppHeaders, contactOf, nok, type AppRequest } from './app-request';
import { ClientTransaction } from './client-transaction';
import type { Core } from './core';
import { dialogDestination } from './destination';
import { closeDialog, endsSubscription, type LiveDialog } from './live-dialog';
import { settleSessionTimer } from './session-timer';
import { onAppAck } from './uac-ack';
import { AppInvite, AppTransaction, type AppParts } from './uac-response';

export const sendInDialog = (core: Core, frame: AppRequest): void => {
  if (frame.method === 'ACK') return onAppAck(core, frame);
  const dialog = core.dialogs.get(frame.dialogId);
  if (!dialog || dialog.parts.clientId !== frame.clientId || dialog.state === 'ending') {
    return nok(core, frame, 'Server error: unable to find dialog for dialog id provided');
  }
  if (isUntyped(frame.message)) return nok(core, frame, 'missing content-type');
  const to = dialogDestination(core, dialog);
  const local = to && core.ports.localEnd(to);
  if (!to || !local) return nok(core, frame, 'requested protocol/transport not available');
  const listener = listenerFor(core, frame, dialog);
  const transaction = new ClientTransaction(core, {
    request: build(frame, dialog, local),
    to,
    local,
    listener,
  });
  listener.transaction = transaction;
  note(dialog, transaction);
  announce(core, frame, transaction);
  start(dialog, transaction);
};

// The called side does not hang up before its answer is acknowledged (RFC 3261 15).
const start = (dialog: LiveDialog, transaction: ClientTransaction): void => {
  const isHeld = transaction.request.method === 'BYE' && dialog.accepted.size > 0;
  if (isHeld) dialog.heldBye = transaction;
  else transaction.start();
};

const note = (dialog: LiveDialog, transaction: ClientTransaction): void => {
  const { method } = transaction.request;
  if (method === 'BYE') dialog.state = 'ending';
  if (method === 'INVITE' || method === 'UPDATE') dialog.clientOffer = transaction;
};

const build = (frame: AppRequest, dialog: LiveDialog, local: Listening): SipRequest => {
  const request: SipRequest = { ...dialog.request(frame.method), body: frame.message.body };
  addAppHeaders(request.headers, frame.message, { except: owned, local });
  if (targetRefresh.has(frame.method) && !request.headers.has('contact')) {
    request.headers.add('Contact', dialog.localContact ?? contactOf(local));
  }
  return request;
};

const listenerFor = (core: Core, frame: AppRequest, dialog: LiveDialog): AppTransaction => {
  const parts = { clientId: frame.clientId, dialogId: dialog.id, dialog };
  if (frame.method === 'INVITE') return new AppInvite(core, parts);
  return frame.method === 'BYE' ? new AppBye(core, parts) : new AppInDialog(core, parts);
};

/** INFO, UPDATE, REFER, NOTIFY, PRACK and the like. */
class AppInDialog extends AppTransaction {
  override onResponse(response: SipResponse, flow: Flow | undefined): void {
    const { dialog } = this.parts;
    if (response.status >= 200 && dialog) {
      if (dialog.clientOffer === this.transaction) dialog.clientOffer = undefined;
      if (this.transaction && endsSubscription(dialog, this.transaction.request))
        closeDialog(this.core, dialog);
      if (response.status < 300 && this.transaction?.request.method === 'UPDATE') {
        dialog.refreshTarget(response);
        settleSessionTimer(this.core, dialog, { response, isOurs: true });
      }
    }
    this.tell(response, flow);
  }
}

/** The dialog is over with the answer, whatever it is; only a challenge keeps it for the repetition with credentials. */
class AppBye extends AppTransaction {
  constructor(core: Core, parts: AppParts) {
    super(core, parts);
  }

  override onResponse(response: SipResponse, flow: Flow | undefined): void {
    const { dialog } = this.parts;
    if (dialog && response.status >= 200) {
      if (response.status === 401 || response.status === 407) dialog.state = 'confirmed';
      else closeDialog(this.core, dialog);
    }
    this.tell(response, flow);
  }
}

const targetRefresh = new Set(['INVITE', 'UPDATE', 'SUBSCRIBE', 'REFER', 'NOTIFY']);
const owned = new Set(['from', 'to', 'call-id', 'cseq', 'max-forwards']);
