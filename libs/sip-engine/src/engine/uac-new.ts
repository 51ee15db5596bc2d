// The application sends a request outside any dialog (RFC 3261 8.1.1).
import { contentTypeOf, headerOf, replaceLocalhost } from '../admin/app-message';
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
import { AppInvite, AppTransaction } from './uac-response';

export const sendNew = (core: Core, frame: AppRequest): void => {
  const uri = schemeOf(frame.uri) === undefined || /^[^:]+:\d+$/.test(frame.uri) ? `sip:${frame.uri}` : frame.uri;
  const way = wayOf(core, { ...frame, uri });
  if (typeof way === 'string') return nok(core, frame, way);
  if (frame.message.body.length > 0 && contentTypeOf(frame.message) === undefined) return nok(core, frame, 'missing content-type');
  if (core.callers.size >= core.settings.limits.clientTransactionsMax) return nok(core, frame, 'too many transactions');
  const request = build(core, { ...frame, uri }, way.local);
  if (core.dialogs.has(dialogIdFor(request))) return nok(core, frame, 'a dialog of that Call-ID and From tag exists');
  const listener =
    frame.method === 'INVITE' || frame.method === 'SUBSCRIBE'
      ? new AppInvite(core, { clientId: frame.clientId, dialogId: dialogIdFor(request) })
      : new AppTransaction(core, { clientId: frame.clientId, dialogId: '' });
  const transaction = new ClientTransaction(core, { request, ...way, listener });
  listener.transaction = transaction;
  announce(core, frame, transaction);
  transaction.start();
};

const wayOf = (core: Core, { uri, routeUrl }: AppRequest): { to: Destination; local: Listening } | string => {
  const parsed = parseSipUri(uri);
  if (!parsed && schemeOf(uri) !== 'tel') return `invalid request-uri: ${uri}`;
  const proxy = routeUrl === '' || schemeOf(routeUrl) === 'sip' || schemeOf(routeUrl) === 'sips' ? routeUrl : `sip:${routeUrl}`;
  const to = destinationOf(core, proxy === '' ? uri : proxy.replace(/^<|>$/g, ''));
  const local = to && core.ports.localEnd(to);
  if (!to || !local) return 'requested protocol/transport not available';
  if (proxy === '' && core.ports.isOwnAddress(to.transport, to.host, to.port)) return 'can not send request to myself';
  return { to, local };
};

const build = (core: Core, { message, method, uri }: AppRequest, local: Listening): SipRequest => {
  const own = hostPort(local.host, local.port);
  const from = replaceLocalhost(headerOf(message, 'from') ?? `<sip:${own}>`, own);
  const to = replaceLocalhost(headerOf(message, 'to') ?? `<${uri}>`, own);
  const wantedSeq = parseCSeq(headerOf(message, 'cseq'));
  // A repetition with credentials names its own CSeq; 28 bits leave room to count up.
  const seq = wantedSeq?.method === method ? wantedSeq.seq : 1 + (Number.parseInt(core.ports.uuid().slice(0, 7), 16) >>> 1);
  const headers = new Headers()
    .add('Max-Forwards', headerOf(message, 'max-forwards') ?? '70')
    .add('From', withTag(from, core.ports.token()))
    .add('To', to)
    .add('Call-ID', headerOf(message, 'call-id') ?? core.ports.uuid())
    .add('CSeq', `${seq} ${method}`);
  addAppHeaders(headers, message, { except: placed, local });
  const needsContact = method === 'INVITE' || method === 'SUBSCRIBE' || method === 'REFER';
  if (needsContact && !headers.has('contact')) headers.add('Contact', contactOf(local));
  return { kind: 'request', method, uri, headers, body: message.body };
};

const dialogIdFor = ({ headers }: SipRequest): string =>
  `${headers.get('call-id') ?? ''};from-tag=${tagOf(headers.get('from')) ?? ''}`;

const placed = new Set(['max-forwards', 'from', 'to', 'call-id', 'cseq']);
