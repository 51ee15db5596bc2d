// The frames towards the application: replies with their echo, and what came from the network. Pure.
import { serialiseForApp, type SipMessage } from '../message/message';
import type { Flow, TransportName } from '../transport/flow';

/** A frame before it has its id: the tokens after it, and the SIP message. */
export interface Outgoing {
  readonly head: string;
  readonly message?: Buffer;
}

export interface Endpoint {
  readonly transport: TransportName | '';
  readonly host: string;
  readonly port: number;
}

/** What a message to or from the application carries besides itself. */
export interface Envelope {
  readonly at: Endpoint;
  readonly time: string;
  readonly transactionId: string;
  readonly dialogId: string;
}

export const nowhere: Endpoint = { transport: '', host: '', port: 0 };

export const remoteOf = (flow: Flow): Endpoint => ({ transport: flow.transport, ...flow.remote });

export const replyOk = (requestId: string, ...tokens: string[]): Outgoing => ({
  head: ['response', requestId, 'OK', ...tokens].join('|'),
});

/** `NOK` with the reason as the application sees it. */
export const replyNok = (requestId: string, reason: string): Outgoing => ({
  head: `response|${requestId}|NOK|${reason}`,
});

/** `NO`: the connection ends with it. */
export const replyNo = (requestId: string, reason: string): Outgoing => ({
  head: `response|${requestId}|NO|${reason}`,
});

/** The echo of a request that was really sent. */
export const echoRequest = (requestId: string, message: SipMessage, envelope: Envelope): Outgoing => {
  const body = serialiseForApp(message);
  return {
    head: `response|${requestId}|OK|application|${body.length}|${where(envelope.at)}|${envelope.time}|${envelope.transactionId}|Msg sent:|`,
    message: body,
  };
};

/** The echo of a response that was really sent; the dialog id has its own place. */
export const echoResponse = (requestId: string, message: SipMessage, envelope: Envelope): Outgoing => {
  const body = serialiseForApp(message);
  return {
    head: `response|${requestId}|OK|application|${body.length}|${where(envelope.at)}|${envelope.time}|${envelope.transactionId}|${envelope.dialogId}||Msg sent:|`,
    message: body,
  };
};

/** A message from the network; `receivedOn` only for a new request. */
export const fromNetwork = (
  message: SipMessage,
  envelope: Envelope,
  receivedOn?: { host: string; port: number },
): Outgoing => {
  const body = serialiseForApp(message);
  // A response the engine made itself has no bytes and no address.
  const bytes = envelope.at.port === 0 ? 0 : body.length;
  const tail = receivedOn ? `${receivedOn.host}|${receivedOn.port}|` : '';
  return {
    head: `sip|network|${bytes}|${where(envelope.at)}|${envelope.time}|${envelope.transactionId}|${envelope.dialogId}|${tail}`,
    message: body,
  };
};

/** A BYE the engine sent on its own account. */
export const unsolicited = (message: SipMessage, envelope: Omit<Envelope, 'transactionId'>): Outgoing => {
  const body = serialiseForApp(message);
  return {
    head: `sip|application|${body.length}|${where(envelope.at)}|${envelope.time}|unsolicited|${envelope.dialogId}|`,
    message: body,
  };
};

const where = (at: Endpoint): string => `${at.transport}|${at.host}|${at.port}`;
