// What happens to a request from the network before an application sees it (RFC 3261 8.2, 9.2, 12.2.2).
import { fromNetwork, remoteOf } from '../admin/reply';
import type { SipRequest } from '../message/message';
import { isKnownMethod } from '../message/methods';
import { tagOf } from '../message/name-addr';
import { splitList } from '../message/params';
import { isOfRfc2543, serverKey } from '../transaction/keys';
import type { Core } from './core';
import { deliver, refuse, sessionIntervalFault, type Incoming } from './deliver';
import { onInDialogRequest } from './in-dialog';
import { onAck } from './on-ack';
import type { ResponseParts } from './response';
import { answerStateless, ServerTransaction } from './server-transaction';

export const onRequest = (core: Core, incoming: Incoming): void => {
  const { request } = incoming;
  core.counters.requestsIn += 1;
  const known = core.servers.get(serverKey(request));
  // The ACK of a refusal belongs to the transaction, that of a 2xx to the dialog.
  if (request.method === 'ACK')
    return known && !isAccepted(known) ? known.acknowledge() : onAck(core, incoming);
  if (known) return known.repeat();
  if (request.method === 'CANCEL') return onCancel(core, incoming);
  if (core.servers.size >= core.settings.limits.serverTransactionsMax) {
    return answerStateless(core, incoming, { status: 503, headers: [['Retry-After', '5']] });
  }
  return onFresh(core, incoming);
};

const onFresh = (core: Core, incoming: Incoming): void => {
  const { request } = incoming;
  const isInDialog = tagOf(request.headers.get('to')) !== undefined;
  if (!isInDialog && isMerged(core, request)) return refuse(core, incoming, { status: 482 });
  const unsupported = unsupportedExtensions(core, request);
  if (unsupported.length > 0) {
    return refuse(core, incoming, { status: 420, headers: [['Unsupported', unsupported.join(', ')]] });
  }
  return isInDialog ? onInDialogRequest(core, incoming) : onNewRequest(core, incoming);
};

const onNewRequest = (core: Core, incoming: Incoming): void => {
  const { request, flow } = incoming;
  const fault = newRequestFault(core, request);
  if (fault) return refuse(core, incoming, fault);
  const clientId = core.routes.choose(request.method);
  if (clientId === undefined) return refuse(core, incoming, noRoute(core, request.method));
  if (isOverloaded(core, clientId))
    return refuse(core, incoming, { status: 503, headers: [['Retry-After', '5']] });
  deliver(core, new ServerTransaction(core, request, flow), clientId);
};

// An application that is behind gets nothing new: an early 503 lets the peer go elsewhere, a queue only delays everybody.
const isOverloaded = (core: Core, clientId: number): boolean =>
  core.ports.isCongested(clientId) || core.unattended.size >= core.settings.limits.unattendedInvitesMax;

const newRequestFault = (core: Core, request: SipRequest): ResponseParts | undefined => {
  if (onlyInDialog.has(request.method)) return { status: 481 };
  if (request.method !== 'INVITE') return undefined;
  const contact = request.headers.text('contact');
  // A peer of RFC 2543 need not send one: it is called back at its From (RFC 4475 3.4.1).
  const isMissing = contact === '*' || (contact === '' && !isOfRfc2543(request));
  if (isMissing) return { status: 400, reason: 'Missing Contact' };
  const id = `${request.headers.text('call-id')};from-tag=${tagOf(request.headers.get('from')) ?? ''}`;
  // The application knows a dialog by Call-ID and caller's tag only: a second one of that name cannot exist.
  if (core.dialogs.has(id)) return { status: 482 };
  return sessionIntervalFault(request);
};

const noRoute = (core: Core, method: string): ResponseParts => {
  const allowed = core.routes.methods();
  if (allowed.length === 0) return { status: 503, headers: [['Retry-After', '5']] };
  const Allow = [...new Set([...allowed, 'ACK', 'CANCEL', 'BYE'])].join(', ');
  return { status: isKnownMethod(method) ? 405 : 501, headers: [['Allow', Allow]] };
};

const onCancel = (core: Core, incoming: Incoming): void => {
  const { request, flow } = incoming;
  const invite = core.servers.get(serverKey(request, 'INVITE'));
  const own = new ServerTransaction(core, request, flow);
  if (!invite) {
    own.answer({ status: 481 });
    return;
  }
  own.localTag = invite.localTag;
  own.answer({ status: 200 });
  // A final response has already been sent: the CANCEL has no effect (RFC 3261 9.2).
  if (!invite.isOpen) return;
  invite.answer({ status: 487 });
  const { clientId, dialog, id } = invite;
  if (clientId === undefined) return;
  const envelope = {
    at: remoteOf(flow),
    time: core.ports.time(),
    transactionId: id,
    dialogId: dialog?.id ?? '',
  };
  core.ports.toClient(clientId, fromNetwork(request, envelope));
};

const isAccepted = (transaction: ServerTransaction): boolean => transaction.machine.state === 'accepted';

// RFC 3261 8.2.2.2: the same request by another way, while the first is still at work.
const isMerged = (core: Core, request: SipRequest): boolean => {
  const from = tagOf(request.headers.get('from')) ?? '';
  const seq = /^\d+/.exec(request.headers.text('cseq'))?.[0] ?? '';
  return core.serversByMerge.has(
    `${request.headers.text('call-id')}|${from}|${Number(seq)}|${request.method}`,
  );
};

const unsupportedExtensions = (core: Core, request: SipRequest): string[] =>
  request.headers
    .all('require')
    .flatMap(splitList)
    .filter((tag) => tag !== '' && !core.settings.supported.has(tag.toLowerCase()));

const onlyInDialog = new Set(['BYE', 'UPDATE', 'PRACK', 'INFO']);
