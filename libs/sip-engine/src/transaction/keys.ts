// How a message finds its transaction (RFC 3261 17.1.3 and 17.2.3, with the rules for peers of RFC 2543).
import { parseCSeq } from '../message/cseq';
import type { SipRequest, SipResponse } from '../message/message';
import { tagOf } from '../message/name-addr';
import { splitList } from '../message/params';
import { magicCookie, sentBy, topVia } from '../message/via';

/** The key of the server transaction a request belongs to; ACK and CANCEL take the key of their INVITE. */
export const serverKey = (request: SipRequest, method = request.method): string => {
  const matched = method === 'ACK' ? 'INVITE' : method;
  const via = topVia(request.headers);
  if (via && !isOfRfc2543(request)) return `${via.params.get('branch') ?? ''}|${sentBy(via)}|${matched}`;
  return `2543|${request.uri}|${mergeKey(request)}|${splitList(request.headers.text('via'))[0] ?? ''}|${matched}`;
};

/** Whether its branch says nothing: then RFC 2543 tells how it is matched. */
export const isOfRfc2543 = (request: SipRequest): boolean => {
  const branch = topVia(request.headers)?.params.get('branch') ?? '';
  return !branch.startsWith(magicCookie) || branch.length === magicCookie.length;
};

/** The same for every copy of one request, whatever way it came (RFC 3261 8.2.2.2). */
export const mergeKey = (request: SipRequest): string => {
  const { headers } = request;
  const seq = parseCSeq(headers.get('cseq'))?.seq ?? 0;
  return `${headers.text('call-id')}|${tagOf(headers.get('from')) ?? ''}|${seq}`;
};

/** The key of the client transaction a response belongs to. */
export const clientKey = (message: SipRequest | SipResponse): string => {
  const method = parseCSeq(message.headers.get('cseq'))?.method ?? '';
  return `${topVia(message.headers)?.params.get('branch') ?? ''}|${method}`;
};
