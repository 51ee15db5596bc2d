// A frame of an application on its way to the network, and the words in which it is refused.
import { contentTypeOf, replaceLocalhost, type AppMessage } from '../admin/app-message';
import { replyNok } from '../admin/reply';
import type { Headers } from '../message/headers';
import { hostPort } from '../message/uri';
import type { Listening } from '../transport/flow';
import type { Core } from './core';

export interface AppRequest {
  readonly clientId: number;
  /** The id of the frame, which the reply names. */
  readonly id: string;
  readonly transactionId: string;
  readonly dialogId: string;
  readonly routeUrl: string;
  readonly method: string;
  readonly uri: string;
  readonly message: AppMessage;
}

export const nok = (core: Core, request: { clientId: number; id: string }, reason: string): void =>
  core.ports.toClient(request.clientId, replyNok(request.id, reason));

/** Adds the application's headers to a message, except those named; `@localhost` becomes our own address. */
export const addAppHeaders = (
  to: Headers,
  message: AppMessage,
  rule: { except: ReadonlySet<string>; local: Listening },
): void => {
  const own = hostPort(rule.local.host, rule.local.port);
  for (const { name, key, value } of message.headers) {
    if (rule.except.has(key)) continue;
    if (key === 'contact') to.add(name, ownContact(value, rule.local));
    else to.add(name, withOwnAddress.has(key) ? replaceLocalhost(value, own) : value);
  }
  const contentType = message.body.length > 0 ? contentTypeOf(message) : undefined;
  if (contentType !== undefined && !to.has('content-type')) to.add('Content-Type', contentType);
};

/** The Contact of a local end. */
export const contactOf = (local: Listening): string =>
  `<sip:${hostPort(local.host, local.port)}${transportParam(local)}>`;

// A Contact made of `localhost` gets the transport as well, or the peer would come back over UDP.
const ownContact = (value: string, local: Listening): string => {
  const replaced = replaceLocalhost(value, hostPort(local.host, local.port));
  if (replaced === value || local.transport === 'udp' || /;transport=/i.test(value)) return replaced;
  return replaced.includes('<')
    ? replaced.replace('>', `${transportParam(local)}>`)
    : `<${replaced}${transportParam(local)}>`;
};

const transportParam = (local: Listening): string =>
  local.transport === 'udp' ? '' : `;transport=${local.transport}`;
const withOwnAddress = new Set(['from', 'to', 'p-asserted-identity', 'p-preferred-identity', 'referred-by']);
