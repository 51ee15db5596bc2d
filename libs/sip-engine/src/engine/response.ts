// How a response is put together from its request, and where it goes. Pure.
import { Headers } from '../message/headers';
import { noBody, type SipRequest, type SipResponse } from '../message/message';
import { withTag } from '../message/name-addr';
import { reasonOf } from '../message/status';
import { topVia } from '../message/via';
import type { Destination, Flow } from '../transport/flow';

export interface ResponseParts {
  readonly status: number;
  readonly reason?: string | undefined;
  readonly toTag?: string | undefined;
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: Buffer;
}

/** RFC 3261 8.2.6.2; Record-Route goes along where a dialog can come out of it (12.1.1). */
export const responseTo = (request: SipRequest, parts: ResponseParts): SipResponse => {
  const { status, toTag } = parts;
  const taken = copiedBy(request.method, status);
  const headers = new Headers();
  for (const { name, key, value } of request.headers.entries) {
    if (taken.has(key))
      headers.add(name, key === 'to' && toTag !== undefined ? withTag(value, toTag) : value);
  }
  for (const [name, value] of parts.headers ?? []) headers.add(name, value);
  return {
    kind: 'response',
    status,
    reason: parts.reason ?? reasonOf(status),
    headers,
    body: parts.body ?? noBody,
  };
};

const copiedBy = (method: string, status: number): ReadonlySet<string> => {
  if (status === 100) return copiedInto100;
  return status < 300 && formsDialog(method) ? copiedWithRoute : copied;
};

export const formsDialog = (method: string): boolean => method === 'INVITE' || method === 'SUBSCRIBE';

/**
 * RFC 3261 18.2.2: the connection it came on, or the source address; to the source port when asked for (RFC 3581)
 * or when the sent-by host is not where it came from, which means a translation in between.
 */
export const wayBack = (request: SipRequest, flow: Flow): Destination => {
  const via = topVia(request.headers);
  const sentByPort = via?.port ?? 5060;
  const isDirect = via?.host === flow.remote.host && !via.params.has('rport');
  const { transport, remote, connectionId, local } = flow;
  const port = transport === 'udp' && !isDirect ? remote.port : sentByPort;
  return {
    transport,
    host: remote.host,
    port,
    connectionId,
    localPort: transport === 'udp' ? local.port : undefined,
  };
};

const copied = new Set(['via', 'from', 'to', 'call-id', 'cseq']);
const copiedInto100 = new Set([...copied, 'timestamp']);
const copiedWithRoute = new Set([...copied, 'record-route']);
