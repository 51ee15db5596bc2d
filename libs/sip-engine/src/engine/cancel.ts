// The CANCEL of an INVITE of ours (RFC 3261 9.1).
import type { AppMessage } from '../admin/app-message';
import { Headers } from '../message/headers';
import { noBody } from '../message/message';
import { addAppHeaders } from './app-request';
import { ClientTransaction } from './client-transaction';
import type { Core } from './core';

/** The CANCEL of an INVITE, not yet sent: same branch, same route, same place. */
export const cancelOf = (core: Core, invite: ClientTransaction, message?: AppMessage): ClientTransaction => {
  const headers = new Headers();
  for (const { name, key, value } of invite.request.headers.entries) {
    if (key === 'cseq') headers.add('CSeq', `${invite.seq} CANCEL`);
    else if (copied.has(key)) headers.add(name, value);
  }
  if (message) addAppHeaders(headers, message, { except: refused, local: invite.local });
  const request = {
    kind: 'request',
    method: 'CANCEL',
    uri: invite.request.uri,
    headers,
    body: noBody,
  } as const;
  const { to, local } = invite;
  return new ClientTransaction(core, { request, to, local, listener: { onResponse: () => undefined } });
};

const copied = new Set([
  'via',
  'max-forwards',
  'from',
  'to',
  'call-id',
  'route',
  'authorization',
  'proxy-authorization',
]);
const refused = new Set([
  'from',
  'to',
  'contact',
  'p-asserted-identity',
  'call-id',
  'cseq',
  'max-forwards',
  'content-type',
]);
