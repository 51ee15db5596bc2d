// A dialog with what is under way in it: unanswered INVITEs, unacknowledged answers, and how it ends.
import { unsolicited } from '../admin/reply';
import { AcceptedInvite } from '../dialog/accepted-invite';
import { Dialog, type DialogParts } from '../dialog/dialog';
import type { SipRequest } from '../message/message';
import type { Timed } from '../transaction/timers';
import { ClientTransaction } from './client-transaction';
import type { Core } from './core';
import { dialogDestination } from './destination';
import type { ReliableAnswer } from './reliable';
import type { ServerTransaction } from './server-transaction';

export class LiveDialog extends Dialog {
  /** The peer's INVITE or UPDATE that the application has not answered. */
  serverOffer: ServerTransaction | undefined;
  /** Our INVITE or UPDATE without a final response. */
  clientOffer: ClientTransaction | undefined;
  /** Our 2xx to an INVITE, by CSeq, until the ACK. */
  readonly accepted = new Map<number, AcceptedAnswer>();
  /** A 2xx to our INVITE, by CSeq, until the application's ACK. */
  readonly unacknowledged = new Map<number, ClientTransaction>();
  /** The application's BYE, held back until our 2xx is acknowledged or given up (RFC 3261 15). */
  heldBye: ClientTransaction | undefined;
  /** Our reliable provisional response that waits for its PRACK. */
  reliable: ReliableAnswer | undefined;
  /** Our last session description, for a refresh by re-INVITE. */
  localSdp: Buffer | undefined;
  canPeerUpdate = false;
  /** Things with a deadline that end with the dialog. */
  readonly attached = new Set<{ stop(): void }>();
}

/** Puts a dialog into the table; undefined when the id is taken or the table is full. */
export const openDialog = (core: Core, parts: DialogParts): LiveDialog | undefined => {
  const dialog = new LiveDialog(parts);
  if (core.dialogs.has(dialog.id) || core.dialogs.size >= core.settings.limits.dialogsMax) return undefined;
  core.dialogs.set(dialog.id, dialog);
  core.counters.dialogsOpened += 1;
  return dialog;
};

/** Takes the dialog out of the table and stops everything that would still happen in it. */
export const closeDialog = (core: Core, dialog: LiveDialog): void => {
  dialog.state = 'ended';
  if (core.dialogs.get(dialog.id) === dialog) core.dialogs.delete(dialog.id);
  for (const answer of dialog.accepted.values()) answer.stop();
  for (const attached of [...dialog.attached]) attached.stop();
  dialog.reliable?.stop();
  dialog.accepted.clear();
  dialog.unacknowledged.clear();
  dialog.attached.clear();
  if (dialog.serverOffer?.isOpen && dialog.serverOffer.request.method === 'INVITE')
    dialog.serverOffer.answer({ status: 487 });
};

/** True for the NOTIFY that ends a dialog made by SUBSCRIBE (RFC 6665 4.1.3). */
export const endsSubscription = (dialog: Dialog, { method, headers }: SipRequest): boolean =>
  dialog.parts.method === 'SUBSCRIBE' &&
  method === 'NOTIFY' &&
  /^terminated/i.test(headers.text('subscription-state'));

/** Ends a dialog on the engine's own account; the application learns it by an unsolicited BYE. */
export const hangUp = (core: Core, dialog: LiveDialog, reason: { cause: number; text: string }): void => {
  const bye = dialog.request('BYE');
  bye.headers.add('Reason', `SIP;cause=${reason.cause};text="${reason.text}"`);
  closeDialog(core, dialog);
  sendUnattended(core, dialog, bye);
  const envelope = {
    at: { transport: dialog.flow.transport, ...dialog.flow.local },
    time: core.ports.time(),
    dialogId: dialog.id,
  };
  core.ports.toClient(dialog.parts.clientId, unsolicited(bye, envelope));
};

/** Sends a request whose answer nobody waits for. */
export const sendUnattended = (core: Core, dialog: LiveDialog, request: SipRequest): void => {
  const to = dialogDestination(core, dialog);
  const local = to && core.ports.localEnd(to);
  if (!to || !local) return;
  new ClientTransaction(core, { request, to, local, listener: { onResponse: () => undefined } }).start();
};

/** Repeats our 2xx until the ACK; without one the dialog is given up (RFC 3261 13.3.1.4). */
export class AcceptedAnswer implements Timed {
  private readonly machine: AcceptedInvite;

  constructor(
    private readonly core: Core,
    private readonly dialog: LiveDialog,
    readonly transaction: ServerTransaction,
  ) {
    this.machine = new AcceptedInvite(core.settings.timers, core.nowMs);
    core.timers.track(this);
  }

  get deadlineMs(): number {
    return this.machine.deadlineMs;
  }

  acknowledge(): boolean {
    return this.machine.acknowledge();
  }

  stop(): void {
    this.machine.stop();
  }

  expire(nowMs: number): void {
    switch (this.machine.expire(nowMs)) {
      case 'repeat':
        return this.transaction.sendAgain();
      case 'give-up':
        this.core.counters.ackTimeouts += 1;
        if (this.dialog.heldBye) return this.dialog.heldBye.start();
        return hangUp(this.core, this.dialog, { cause: 200, text: 'ACK timeout' });
      case 'nothing':
        return;
    }
  }
}
