// The application answers a request from the network.
import { headerOf, isUntyped, type AppMessage } from '../admin/app-message';
import { echoResponse, remoteOf } from '../admin/reply';
import { dialogIdOf, uasDialog } from '../dialog/dialog';
import type { SipRequest, SipResponse } from '../message/message';
import { tagOf } from '../message/name-addr';
import type { Listening } from '../transport/flow';
import { addAppHeaders, contactOf, nok, type AppRequest } from './app-request';
import type { Core } from './core';
import { AcceptedAnswer, openDialog, type LiveDialog } from './live-dialog';
import { hasOption, isReliable, ReliableAnswer, supportsReliable } from './reliable';
import { formsDialog, responseTo } from './response';
import type { ServerTransaction } from './server-transaction';
import { completeSessionExpires, settleSessionTimer } from './session-timer';

export const onAppResponse = (core: Core, frame: Omit<AppRequest, 'method' | 'uri'>): void => {
  const transaction = core.serversById.get(frame.transactionId);
  const match = /^SIP\/2\.0 ([1-6]\d\d) ?(.*)$/i.exec(frame.message.startLine);
  if (!match) return nok(core, frame, `invalid status line: ${frame.message.startLine}`);
  if (!transaction?.isOpen || transaction.clientId !== frame.clientId) {
    return nok(core, frame, 'Response not sent due to unknown transaction');
  }
  if (isUntyped(frame.message)) return nok(core, frame, 'missing content-type');
  const [, status, reason = ''] = match;
  const response = build(core, transaction, { status: Number(status), reason, message: frame.message });
  const refusal = makeReliable(transaction, response) ?? settle(core, transaction, response);
  if (refusal !== undefined) return nok(core, frame, refusal);
  const { flow } = transaction;
  const dialogId = dialogIdFor(transaction);
  core.ports.toClient(
    frame.clientId,
    echoResponse(frame.id, response, {
      at: remoteOf(flow),
      time: core.ports.time(),
      transactionId: transaction.id,
      dialogId,
    }),
  );
};

const build = (
  core: Core,
  transaction: ServerTransaction,
  parts: { status: number; reason: string; message: AppMessage },
): SipResponse => {
  const { request, flow } = transaction;
  const { message, status } = parts;
  takeTag(transaction, message);
  const toTag = status > 100 ? transaction.localTag : undefined;
  const response = responseTo(request, { status, reason: parts.reason, toTag, body: message.body });
  const local: Listening = core.ports.localEnd({
    ...flow.remote,
    transport: flow.transport,
    localPort: flow.local.port,
  }) ?? {
    transport: flow.transport,
    ...flow.local,
  };
  addAppHeaders(response.headers, message, { except: owned, local });
  const isPositive = status > 100 && status < 300;
  if (isPositive && withContact.has(request.method) && !response.headers.has('contact'))
    response.headers.add('Contact', contactOf(local));
  return response;
};

const learn = (
  dialog: LiveDialog,
  { headers: theirs }: SipRequest,
  { headers: ours, body }: SipResponse,
): void => {
  dialog.localContact = ours.get('contact') ?? dialog.localContact;
  if (ours.get('content-type') === 'application/sdp') dialog.localSdp = body;
  if (theirs.has('allow')) dialog.canPeerUpdate = hasOption(theirs, 'allow', 'update');
};

// The application may choose our tag with its first response.
const takeTag = (transaction: ServerTransaction, message: AppMessage): void => {
  const wanted = tagOf(headerOf(message, 'to'));
  if (!transaction.hasAppResponse && !transaction.dialog && wanted !== undefined)
    transaction.localTag = wanted;
  transaction.hasAppResponse = true;
};

/** Gives a response that asks for a PRACK its number; a string is the reason why it cannot be sent (RFC 3262 3). */
const makeReliable = (transaction: ServerTransaction, response: SipResponse): string | undefined => {
  if (!isReliable(response)) return undefined;
  if (transaction.request.method !== 'INVITE' || !supportsReliable(transaction.request))
    return 'Remote endpoint does not support 100rel';
  if (transaction.dialog?.reliable?.isWaiting)
    return 'a reliable provisional response is waiting for its PRACK';
  transaction.rseq = transaction.rseq === 0 ? 1 + (transaction.seq % 1_000_000) : transaction.rseq + 1;
  response.headers.add('RSeq', String(transaction.rseq));
  return undefined;
};

/** Sends the response and does to the dialog what it means; a string is the reason why it was not sent. */
const settle = (core: Core, transaction: ServerTransaction, response: SipResponse): string | undefined => {
  const { status } = response;
  const isPositive = status > 100 && status < 300;
  if (isPositive && !transaction.dialog && !formDialog(core, transaction)) return 'too many dialogs';
  const { dialog } = transaction;
  completeSessionExpires(transaction.request, response);
  transaction.send(response);
  if (dialog && isReliable(response)) dialog.reliable = new ReliableAnswer(core, transaction, response);
  if (status < 200) keepRinging(core, transaction);
  else if (dialog) settleDialog(core, { dialog, transaction }, response);
  return undefined;
};

const keepRinging = (core: Core, transaction: ServerTransaction): void => {
  if (transaction.request.method !== 'INVITE') return;
  transaction.silenceAtMs = core.nowMs + core.settings.limits.ringMs;
  core.timers.track(transaction);
};

/** False when a dialog was due and could not be opened. */
const formDialog = (core: Core, transaction: ServerTransaction): boolean => {
  if (!formsDialog(transaction.request.method)) return true;
  const { flow, clientId = 0 } = transaction;
  const dialog = openDialog(core, uasDialog(transaction.request, transaction.localTag, { flow, clientId }));
  transaction.dialog = dialog;
  if (dialog && transaction.request.method === 'INVITE') dialog.serverOffer = transaction;
  return dialog !== undefined;
};

const settleDialog = (
  core: Core,
  { dialog, transaction }: { dialog: LiveDialog; transaction: ServerTransaction },
  response: SipResponse,
): void => {
  const { method } = transaction.request;
  if (dialog.serverOffer === transaction) dialog.serverOffer = undefined;
  if (method === 'INVITE') dialog.reliable?.stop();
  if (response.status >= 300) return;
  if (formsDialog(method)) dialog.state = 'confirmed';
  if (!offers.has(method)) return;
  dialog.refreshTarget(transaction.request);
  learn(dialog, transaction.request, response);
  settleSessionTimer(core, dialog, { response, isOurs: false });
  if (method === 'INVITE')
    dialog.accepted.set(transaction.seq, new AcceptedAnswer(core, dialog, transaction));
};

// Every response to an INVITE names its dialog, also a refusal that makes none.
const dialogIdFor = ({ request, dialog }: ServerTransaction): string => {
  if (dialog && dialog.state !== 'ended') return dialog.id;
  if (request.method !== 'INVITE' || dialog) return '';
  return dialogIdOf(request.headers.text('call-id'), tagOf(request.headers.get('from')) ?? '');
};

const withContact = new Set(['INVITE', 'SUBSCRIBE', 'UPDATE']);
const offers = new Set(['INVITE', 'UPDATE']);
const owned = new Set(['from', 'to', 'call-id', 'cseq']);
