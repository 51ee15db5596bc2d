// The application sends a request outside any dialog (RFC 3261 8.1.1).
import { headerOf, isUntyped, replaceLocalhost, type AppMessage } from '../admin/app-message';
import { parseCSeq } from '../message/cseq';
import { Headers } from '../message/headers';
import type { SipRequest } from '../message/message';
import { tagOf, withTag } from '../message/name-addr';
import { hostPort, parseSipUri, schemeOf } from '../message/uri';
import type { Destination, Listening } from '../transport/flow';
import { announce } from './announce';
import { addAppHeaders, contactOf, nok, type AppRequest } from './app-request';
import { ClientTransaction } from './client-transaction';
import type { Core } from './core';
import { destinationOf } from './destination';
import { formsDialog } from './response';
import { AppInvite, AppTransaction } from './uac-response';

export const sendNew = (core: Core, frame: AppRequest): void => {
  const uri =
    schemeOf(frame.uri) === undefined || /^[^:]+:\d+$/.test(frame.uri) ? `sip:${frame.uri}` : frame.uri;
  const way = wayOf(core, { ...frame, uri });
  if (typeof way === 'string') return nok(core, frame, way);
  if (isUntyped(frame.message)) return nok(core, frame, 'missing content-type');
  if (core.callers.size >= core.settings.limits.clientTransactionsMax)
    return nok(core, frame, 'too many transactions');
  const request = build(core, { ...frame, uri }, way.local);
  if (core.dialogs.has(dialogIdFor(request)))
    return nok(core, frame, 'a dialog of that Call-ID and From tag exists');
  const { clientId } = frame;
  const listener = formsDialog(frame.method)
    ? new AppInvite(core, { clientId, dialogId: dialogIdFor(request) })
    : new AppTransaction(core, { clientId, dialogId: '' });
  const transaction = new ClientTransaction(core, { request, ...way, listener });
  listener.transaction = transaction;
  announce(core, frame, transaction);
  transaction.start();
};

const wayOf = (core: Core, { uri, routeUrl }: AppRequest): { to: Destination; local: Listening } | string => {
  if (!parseSipUri(uri) && schemeOf(uri) !== 'tel') return `invalid request-uri: ${uri}`;
  const proxy = routeUrl.replace(/^<|>$/g, '');
  const to = destinationOf(core, proxy === '' ? uri : proxy.replace(/^(?!sips?:)/i, 'sip:'));
  const local = to && core.ports.localEnd(to);
  if (!to || !local) return 'requested protocol/transport not available';
  if (proxy === '' && core.ports.isOwnAddress(to.transport, to.host, to.port))
    return 'can not send request to myself';
  return { to, local };
};

const build = (core: Core, { message, method, uri }: AppRequest, local: Listening): SipRequest => {
  const own = hostPort(local.host, local.port);
  const given = (key: string, otherwise: string): string =>
    replaceLocalhost(headerOf(message, key) ?? otherwise, own);
  const headers = new Headers()
    .add('Max-Forwards', given('max-forwards', '70'))
    .add('From', withTag(given('from', `<sip:${own}>`), core.ports.token()))
    .add('To', given('to', `<${uri}>`))
    .add('Call-ID', headerOf(message, 'call-id') ?? core.ports.uuid())
    .add('CSeq', `${seqOf(core, message, method)} ${method}`);
  addAppHeaders(headers, message, { except: placed, local });
  if (withContact.has(method) && !headers.has('contact')) headers.add('Contact', contactOf(local));
  return { kind: 'request', method, uri, headers, body: message.body };
};

// A repetition with credentials names its own CSeq; otherwise 27 random bits leave room to count up.
const seqOf = (core: Core, message: AppMessage, method: string): number => {
  const wanted = parseCSeq(headerOf(message, 'cseq'));
  return wanted?.method === method
    ? wanted.seq
    : 1 + (Number.parseInt(core.ports.uuid().slice(0, 7), 16) >>> 1);
};

const dialogIdFor = ({ headers }: SipRequest): string =>
  `${headers.text('call-id')};from-tag=${tagOf(headers.get('from')) ?? ''}`;

const withContact = new Set(['INVITE', 'SUBSCRIBE', 'REFER']);
const placed = new Set(['max-forwards', 'from', 'to', 'call-id', 'cseq']);
