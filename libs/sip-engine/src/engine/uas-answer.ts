// The application answers a request from the network.
import { contentTypeOf, headerOf, type AppMessage } from '../admin/app-message';
import { echoResponse, remoteOf } from '../admin/reply';
import { uasDialog } from '../dialog/dialog';
import type { SipResponse } from '../message/message';
import { tagOf } from '../message/name-addr';
import type { Listening } from '../transport/flow';
import { addAppHeaders, contactOf, nok, type AppRequest } from './app-request';
import type { Core } from './core';
import { AcceptedAnswer, closeDialog, openDialog, type LiveDialog } from './live-dialog';
import { formsDialog, responseTo } from './response';
import type { ServerTransaction } from './server-transaction';

export const onAppResponse = (core: Core, frame: Omit<AppRequest, 'method' | 'uri'>): void => {
  const transaction = core.serversById.get(frame.transactionId);
  const match = /^SIP\/2\.0 ([1-6]\d\d) ?(.*)$/i.exec(frame.message.startLine);
  if (!match) return nok(core, frame, `invalid status line: ${frame.message.startLine}`);
  if (!transaction?.isOpen || transaction.clientId !== frame.clientId) {
    return nok(core, frame, 'Response not sent due to unknown transaction');
  }
  if (frame.message.body.length > 0 && contentTypeOf(frame.message) === undefined) return nok(core, frame, 'missing content-type');
  const response = build(core, transaction, { status: Number(match[1]), reason: match[2] ?? '', message: frame.message });
  const refusal = settle(core, transaction, response);
  if (refusal !== undefined) return nok(core, frame, refusal);
  const { flow, dialog } = transaction;
  const dialogId = dialog && dialog.state !== 'ended' ? dialog.id : inviteDialogId(transaction);
  core.ports.toClient(
    frame.clientId,
    echoResponse(frame.id, response, { at: remoteOf(flow), time: core.ports.time(), transactionId: transaction.id, dialogId }),
  );
};

const build = (
  core: Core,
  transaction: ServerTransaction,
  parts: { status: number; reason: string; message: AppMessage },
): SipResponse => {
  const { request, flow, dialog } = transaction;
  const { message, status } = parts;
  const wanted = tagOf(headerOf(message, 'to'));
  if (!transaction.hasAppResponse && !dialog && wanted !== undefined) transaction.localTag = wanted;
  transaction.hasAppResponse = true;
  const toTag = status > 100 ? transaction.localTag : undefined;
  const response = responseTo(request, { status, reason: parts.reason, toTag, body: message.body });
  const local: Listening = core.ports.localEnd({ ...flow.remote, transport: flow.transport, localPort: flow.local.port }) ?? {
    transport: flow.transport,
    ...flow.local,
  };
  addAppHeaders(response.headers, message, { except: owned, local });
  const needsContact = status > 100 && status < 300 && (formsDialog(request.method) || request.method === 'UPDATE');
  if (needsContact && !response.headers.has('contact')) response.headers.add('Contact', contactOf(local));
  return response;
};

/** Sends the response and does to the dialog what it means; a string is the reason why it was not sent. */
const settle = (core: Core, transaction: ServerTransaction, response: SipResponse): string | undefined => {
  const { status } = response;
  const isForming = formsDialog(transaction.request.method) && status > 100 && status < 300;
  if (isForming && !transaction.dialog) {
    const { flow, clientId = 0 } = transaction;
    const dialog = openDialog(core, uasDialog(transaction.request, transaction.localTag, { flow, clientId }));
    if (!dialog) return 'too many dialogs';
    transaction.dialog = dialog;
    if (transaction.request.method === 'INVITE') dialog.serverOffer = transaction;
  }
  transaction.send(response);
  const { dialog } = transaction;
  if (status >= 200) {
    if (dialog) settleDialog(core, { dialog, transaction }, response);
  } else if (transaction.request.method === 'INVITE') {
    transaction.silenceAtMs = core.nowMs + core.settings.limits.ringMs;
    core.timers.track(transaction);
  }
  return undefined;
};

const settleDialog = (
  core: Core,
  { dialog, transaction }: { dialog: LiveDialog; transaction: ServerTransaction },
  { status, headers }: SipResponse,
): void => {
  const { method } = transaction.request;
  if (dialog.serverOffer === transaction) dialog.serverOffer = undefined;
  if (status >= 300) {
    if (dialog.state === 'early' && method === 'INVITE') closeDialog(core, dialog);
    return;
  }
  if (dialog.state === 'early' && formsDialog(method)) dialog.state = 'confirmed';
  if (method !== 'INVITE' && method !== 'UPDATE') return;
  dialog.refreshTarget(transaction.request);
  dialog.localContact = headers.get('contact') ?? dialog.localContact;
  if (method === 'INVITE') dialog.accepted.set(transaction.seq, new AcceptedAnswer(core, dialog, transaction));
};

// Every response to an INVITE names its dialog, also a refusal that makes none.
const inviteDialogId = ({ request, dialog }: ServerTransaction): string => {
  if (request.method !== 'INVITE' || dialog) return '';
  return `${request.headers.get('call-id') ?? ''};from-tag=${tagOf(request.headers.get('from')) ?? ''}`;
};

const owned = new Set(['from', 'to', 'call-id', 'cseq']);
