// Everything the network brings, sorted: requests, responses, refusals, noise.
import { parseMessage } from '../message/parse';
import type { SipMessage, SipResponse } from '../message/message';
import { splitList } from '../message/params';
import { stampReceived } from '../message/via';
import { clientKey } from '../transaction/keys';
import type { Flow } from '../transport/flow';
import type { Core } from './core';
import { onRequest } from './on-request';
import { answerStateless } from './server-transaction';

/** Takes one datagram or one framed message. Never throws for what is in it. */
export const onBytes = (core: Core, bytes: Buffer, flow: Flow): void => {
  const parsed = parseMessage(bytes);
  switch (parsed.kind) {
    case 'message':
      return onMessage(core, parsed.message, flow);
    case 'refused': {
      core.log('debug', 'request refused', { status: parsed.fault.status, reason: parsed.fault.reason });
      // A Via that cannot be read (RFC 4475 3.1.2.1, 3.1.2.16) is still copied; the answer goes where it came from.
      if (!parsed.request.headers.has('via')) return drop(core, 'no Via');
      stampReceived(parsed.request.headers, { address: flow.remote.host, port: flow.remote.port });
      return answerStateless(core, { request: parsed.request, flow }, parsed.fault);
    }
    case 'garbage':
      return drop(core, parsed.why);
  }
};

const onMessage = (core: Core, message: SipMessage, flow: Flow): void => {
  if (message.kind === 'response') return onResponse(core, message, flow);
  stampReceived(message.headers, { address: flow.remote.host, port: flow.remote.port });
  onRequest(core, { request: message, flow });
};

const onResponse = (core: Core, response: SipResponse, flow: Flow): void => {
  core.counters.responsesIn += 1;
  // More than one Via: it was not sent by us (RFC 3261 8.1.3.3).
  const isOurs = response.headers.all('via').flatMap(splitList).length === 1;
  const transaction = isOurs ? core.callers.get(clientKey(response)) : undefined;
  if (!transaction) return drop(core, 'response to nothing');
  transaction.receive(response, flow);
};

const drop = (core: Core, why: string): void => {
  core.counters.dropped += 1;
  core.log('debug', 'message dropped', { why });
};
