// Keeps the session timer of a dialog: refreshes when that is our part, hangs up when the peer forgets its own (RFC 4028).
import {
  expiresAfterMs,
  parseSessionExpires,
  refreshAfterMs,
  type SessionInterval,
} from '../dialog/session-interval';
import type { SipRequest, SipResponse } from '../message/message';
import type { Timed } from '../transaction/timers';
import { contactOf } from './app-request';
import { ClientTransaction, type ResponseListener } from './client-transaction';
import type { Core } from './core';
import { dialogDestination } from './destination';
import { hangUp, type LiveDialog } from './live-dialog';
import { hasOption } from './reliable';
import { acknowledge } from './uac-ack';

/** Completes our 2xx: the application's wish, or what a peer that requires a timer must get; otherwise none (RFC 4028 9). */
export const completeSessionExpires = (request: SipRequest, response: SipResponse): void => {
  const isAcceptedOffer = response.status >= 200 && response.status < 300 && offers.has(request.method);
  if (isAcceptedOffer) complete(request, response);
};

const complete = (request: SipRequest, response: SipResponse): void => {
  const wished = parseSessionExpires(response.headers.get('session-expires'));
  const offered = parseSessionExpires(request.headers.get('session-expires'));
  const isRequired = hasOption(request.headers, 'require', 'timer');
  const interval = wished ?? (isRequired ? offered : undefined);
  if (!interval) return;
  const able = isRequired || hasOption(request.headers, 'supported', 'timer') ? 'uac' : 'uas';
  const refresher = interval.refresher ?? wishOf(offered) ?? able;
  response.headers.set('Session-Expires', `${interval.seconds};refresher=${refresher}`);
  const isSaid = refresher === 'uas' || hasOption(response.headers, 'require', 'timer');
  if (!isSaid) response.headers.add('Require', 'timer');
};

const wishOf = (interval: SessionInterval | undefined): SessionInterval['refresher'] => interval?.refresher;

/** Starts, moves or ends the timer after a 2xx to an INVITE or UPDATE; `ours` says who sent that request. */
export const settleSessionTimer = (
  core: Core,
  dialog: LiveDialog,
  exchange: { response: SipResponse; isOurs: boolean },
): void => {
  for (const attached of dialog.attached) if (attached instanceof SessionTimer) attached.stop();
  const interval = parseSessionExpires(exchange.response.headers.get('session-expires'));
  if (!interval) return;
  const isRefresherUac = (interval.refresher ?? 'uac') === 'uac';
  dialog.attached.add(
    new SessionTimer(core, dialog, { interval, isOurs: isRefresherUac === exchange.isOurs }),
  );
};

class SessionTimer implements Timed, ResponseListener {
  deadlineMs: number;
  private readonly endAtMs: number;
  private transaction: ClientTransaction | undefined;

  constructor(
    private readonly core: Core,
    private readonly dialog: LiveDialog,
    private readonly timer: { readonly interval: SessionInterval; readonly isOurs: boolean },
  ) {
    this.endAtMs = core.nowMs + expiresAfterMs(timer.interval);
    this.deadlineMs = timer.isOurs ? core.nowMs + refreshAfterMs(timer.interval) : this.endAtMs;
    core.timers.track(this);
  }

  stop(): void {
    this.deadlineMs = Infinity;
    this.dialog.attached.delete(this);
  }

  expire(nowMs: number): void {
    if (nowMs >= this.endAtMs || !this.timer.isOurs) return this.end();
    this.deadlineMs = this.endAtMs;
    // An offer under way refreshes the session by itself.
    if (!this.dialog.clientOffer?.isOpen && !this.dialog.serverOffer?.isOpen) this.refresh();
  }

  onResponse(response: SipResponse): void {
    const { core, dialog, transaction } = this;
    if (response.status < 200 || !transaction) return;
    if (response.status < 300) {
      if (transaction.request.method === 'INVITE') acknowledge(core, dialog, { transaction });
      if (this.deadlineMs !== Infinity) settleSessionTimer(core, dialog, { response, isOurs: true });
    } else if (response.status === 408 || response.status === 481) {
      this.end();
    } else {
      // 491 and the like: once more soon, until the interval is over.
      this.deadlineMs = Math.min(this.endAtMs, core.nowMs + 3_000);
      core.timers.track(this);
    }
  }

  private refresh(): void {
    const { core, dialog } = this;
    const to = dialogDestination(core, dialog);
    const local = to && core.ports.localEnd(to);
    if (!to || !local) return;
    const isUpdate = dialog.canPeerUpdate || dialog.localSdp === undefined;
    const body = isUpdate ? Buffer.alloc(0) : (dialog.localSdp ?? Buffer.alloc(0));
    const request: SipRequest = { ...dialog.request(isUpdate ? 'UPDATE' : 'INVITE'), body };
    request.headers
      .add('Contact', dialog.localContact ?? contactOf(local))
      .add('Supported', 'timer')
      .add('Session-Expires', `${this.timer.interval.seconds};refresher=uac`);
    if (!isUpdate) request.headers.add('Content-Type', 'application/sdp');
    this.transaction = new ClientTransaction(core, { request, to, local, listener: this });
    dialog.clientOffer = this.transaction;
    this.transaction.start();
  }

  private end(): void {
    this.stop();
    if (this.dialog.state === 'confirmed')
      hangUp(this.core, this.dialog, { cause: 408, text: 'Session timer expired' });
  }
}

const offers = new Set(['INVITE', 'UPDATE']);
