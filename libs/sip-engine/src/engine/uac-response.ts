// Responses to what an application has sent, and the dialogs they make (RFC 3261 12.1.2, 13.2.2).
import { fromNetwork, nowhere, remoteOf } from '../admin/reply';
import { uacDialog } from '../dialog/dialog';
import type { SipResponse } from '../message/message';
import { tagOf } from '../message/name-addr';
import type { Flow } from '../transport/flow';
import { giveUpMs } from '../transaction/timers';
import { madeUp, type ClientTransaction, type ResponseListener } from './client-transaction';
import type { Core } from './core';
import { closeDialog, hangUp, openDialog, type LiveDialog } from './live-dialog';
import { hasOption, isReliable } from './reliable';
import { settleSessionTimer } from './session-timer';
import { acknowledge, acknowledgeFork } from './uac-ack';
import { cancelOf } from './cancel';

export interface AppParts {
  readonly clientId: number;
  /** As the application is told; empty outside dialogs. */
  readonly dialogId: string;
  readonly dialog?: LiveDialog;
}

/** A request of an application that makes no dialog. */
export class AppTransaction implements ResponseListener {
  transaction: ClientTransaction | undefined;

  constructor(
    protected readonly core: Core,
    protected readonly parts: AppParts,
  ) {}

  onResponse(response: SipResponse, flow: Flow | undefined): void {
    this.tell(response, flow);
  }

  protected tell(response: SipResponse, flow: Flow | undefined): void {
    const { core, transaction } = this;
    if (!transaction) return;
    core.ports.toClient(
      this.parts.clientId,
      fromNetwork(response, {
        at: flow ? remoteOf(flow) : nowhere,
        time: core.ports.time(),
        transactionId: transaction.id,
        dialogId: this.parts.dialogId,
      }),
    );
  }
}

/** An INVITE or SUBSCRIBE of an application, first or inside a dialog. */
export class AppInvite extends AppTransaction {
  private dialog = this.parts.dialog;
  /** The CANCEL, held back until a provisional response allows it (RFC 3261 9.1). */
  private cancel: ClientTransaction | undefined;
  private hasFinal = false;
  /** The last reliable response of each fork, by its tag. */
  private readonly rseqs = new Map<string, number>();

  override onResponse(response: SipResponse, flow: Flow | undefined): void {
    if (response.status < 200) this.onProvisional(response, flow);
    else if (response.status < 300) this.onAccepted(response, flow);
    else this.onRefused(response, flow);
  }

  isOf(clientId: number): boolean {
    return this.parts.clientId === clientId;
  }

  onTerminated(): void {
    const { dialog, transaction, core } = this;
    if (dialog?.clientOffer === transaction && dialog) dialog.clientOffer = undefined;
    if (this.cancel && !this.cancel.isStarted) this.cancel.giveUp();
    if (!dialog || !transaction || !dialog.unacknowledged.has(transaction.seq)) return;
    // The application never acknowledged: the peer is released, not left alone.
    acknowledge(core, dialog, { transaction });
    hangUp(core, dialog, { cause: 408, text: 'ACK timeout' });
  }

  /** Ringing too long, or a CANCEL nobody reacted to (RFC 3261 9.1). */
  onDeadline(): void {
    const { transaction } = this;
    if (!transaction) return;
    if (this.cancel?.isStarted) transaction.giveUp();
    else this.requestCancel(cancelOf(this.core, transaction));
  }

  /** Sends the CANCEL, at once or with the first provisional response. */
  requestCancel(cancel: ClientTransaction): void {
    const { transaction } = this;
    if (!transaction) return;
    transaction.isCancelled = true;
    this.cancel ??= cancel;
    if (transaction.machine.state === 'proceeding') this.performCancel(transaction);
  }

  private performCancel(transaction: ClientTransaction): void {
    if (!this.cancel || this.cancel.isStarted) return;
    this.cancel.start();
    transaction.alarmAtMs = this.core.nowMs + giveUpMs(this.core.settings.timers);
    this.core.timers.track(transaction);
  }

  private onProvisional(response: SipResponse, flow: Flow | undefined): void {
    const { core, transaction } = this;
    if (this.isRepeated(response)) return;
    if (transaction && !this.cancel?.isStarted) {
      transaction.alarmAtMs = core.nowMs + core.settings.limits.ringMs;
      core.timers.track(transaction);
    }
    if (flow && response.status > 100 && tagOf(response.headers.get('to')) !== undefined)
      this.openEarly(response, flow);
    this.tell(response, flow);
    if (transaction) this.performCancel(transaction);
  }

  // A reliable response comes until its PRACK has arrived; the application sees it once (RFC 3262 4).
  private isRepeated(response: SipResponse): boolean {
    if (!isReliable(response)) return false;
    const rseq = Number(response.headers.get('rseq'));
    const tag = tagOf(response.headers.get('to')) ?? '';
    if (rseq <= (this.rseqs.get(tag) ?? 0)) return true;
    this.rseqs.set(tag, rseq);
    return false;
  }

  private openEarly(response: SipResponse, flow: Flow): void {
    if (this.dialog || !this.transaction) return;
    this.dialog = openDialog(
      this.core,
      uacDialog(this.transaction.request, response, { flow, clientId: this.parts.clientId }),
    );
    if (this.dialog) this.dialog.clientOffer = this.transaction;
  }

  private onAccepted(response: SipResponse, flow: Flow | undefined): void {
    const { core, transaction } = this;
    if (!transaction || !flow) return;
    const tag = tagOf(response.headers.get('to')) ?? '';
    if (this.hasFinal) {
      if (tag !== this.dialog?.parts.remoteTag) acknowledgeFork(core, { transaction, response, flow });
      else if (this.dialog && !this.dialog.unacknowledged.has(transaction.seq))
        acknowledge(core, this.dialog, { transaction });
      return;
    }
    this.hasFinal = true;
    transaction.alarmAtMs = Infinity;
    this.confirm(transaction, response, flow);
    if (this.dialog) return this.tell(response, flow);
    acknowledgeFork(core, { transaction, response, flow });
    this.tell(madeUp(transaction.request, 503), undefined);
  }

  private confirm(transaction: ClientTransaction, response: SipResponse, flow: Flow): void {
    const { core, parts } = this;
    const fresh = uacDialog(transaction.request, response, { flow, clientId: parts.clientId });
    // The final word on route set and remote tag is the 2xx (RFC 3261 13.2.2.4); another fork may have rung first.
    if (this.dialog?.state === 'early') {
      const { localSeq, remoteSeq } = this.dialog;
      core.dialogs.delete(this.dialog.id);
      this.dialog = openDialog(core, { ...fresh, localSeq, remoteSeq });
    }
    this.dialog ??= openDialog(core, fresh);
    const { dialog } = this;
    if (!dialog) return;
    if (dialog.state === 'early') dialog.state = 'confirmed';
    dialog.refreshTarget(response);
    dialog.flow = flow;
    dialog.clientOffer = undefined;
    if (response.headers.has('allow')) dialog.canPeerUpdate = hasOption(response.headers, 'allow', 'update');
    if (transaction.request.headers.get('content-type') === 'application/sdp')
      dialog.localSdp = transaction.request.body;
    settleSessionTimer(core, dialog, { response, isOurs: true });
    if (transaction.request.method === 'INVITE') dialog.unacknowledged.set(transaction.seq, transaction);
  }

  private onRefused(response: SipResponse, flow: Flow | undefined): void {
    const { dialog, transaction } = this;
    this.hasFinal = true;
    if (transaction) transaction.alarmAtMs = Infinity;
    if (dialog?.clientOffer === transaction && dialog) dialog.clientOffer = undefined;
    if (dialog?.state === 'early') closeDialog(this.core, dialog);
    this.tell(response, flow);
  }
}
