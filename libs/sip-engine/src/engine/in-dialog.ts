// A request inside a dialog, from the network (RFC 3261 12.2.2, 14.2, 15.1.2; RFC 3311; RFC 3262).
import { parseCSeq } from '../message/cseq';
import type { SipRequest } from '../message/message';
import type { Core } from './core';
import { closeDialog, endsSubscription, type LiveDialog } from './live-dialog';
import { deliver, refuse, sessionIntervalFault, type Incoming } from './deliver';
import { takePrack } from './reliable';
import type { ResponseParts } from './response';
import { ServerTransaction } from './server-transaction';

export const onInDialogRequest = (core: Core, incoming: Incoming): void => {
  const { request, flow } = incoming;
  const dialog = core.dialogFor(request.headers);
  if (!dialog) return refuse(core, incoming, { status: 481 });
  // Our BYE is on its way: theirs crosses it and is simply true as well.
  if (dialog.state === 'ending')
    return refuse(core, incoming, { status: request.method === 'BYE' ? 200 : 481 });
  const fault =
    orderFault(dialog, request) ?? offerFault(core, dialog, request) ?? prackFault(dialog, request);
  if (fault) return refuse(core, incoming, fault);
  dialog.flow = flow;
  const transaction = new ServerTransaction(core, request, flow);
  transaction.dialog = dialog;
  transaction.localTag = dialog.parts.localTag;
  if (request.method === 'BYE' || endsSubscription(dialog, request)) closeDialog(core, dialog);
  else if (isOffer(request)) dialog.serverOffer = transaction;
  deliver(core, transaction, dialog.parts.clientId);
};

// RFC 3261 12.2.2: sequence numbers only grow.
const orderFault = (dialog: LiveDialog, { headers }: SipRequest): ResponseParts | undefined => {
  const seq = parseCSeq(headers.get('cseq'))?.seq ?? 0;
  if (seq <= dialog.remoteSeq) return { status: 500, reason: 'CSeq Out Of Order' };
  dialog.remoteSeq = seq;
  return undefined;
};

const prackFault = (dialog: LiveDialog, request: SipRequest): ResponseParts | undefined =>
  request.method === 'PRACK' && !takePrack(dialog, request) ? { status: 481 } : undefined;

const offerFault = (core: Core, dialog: LiveDialog, request: SipRequest): ResponseParts | undefined => {
  if (!isOffer(request)) return undefined;
  // RFC 3261 14.2 and RFC 3311 5.2: ours is unanswered, or their last one is.
  if (dialog.clientOffer?.isOpen && dialog.state === 'confirmed') return { status: 491 };
  if (
    dialog.serverOffer?.isOpen &&
    (request.method === 'INVITE' || dialog.serverOffer.request.method === 'UPDATE')
  ) {
    return { status: 500, headers: [['Retry-After', String(core.nowMs % 10)]] };
  }
  return sessionIntervalFault(request);
};

const isOffer = (request: SipRequest): boolean => request.method === 'INVITE' || request.method === 'UPDATE';
