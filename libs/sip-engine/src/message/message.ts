// A SIP request or response as the engine holds it, and its way back to bytes.
import { Headers, canonicalName } from './headers';

export interface SipRequest {
  readonly kind: 'request';
  readonly method: string;
  readonly uri: string;
  readonly headers: Headers;
  readonly body: Buffer;
}

export interface SipResponse {
  readonly kind: 'response';
  readonly status: number;
  readonly reason: string;
  readonly headers: Headers;
  readonly body: Buffer;
}

export type SipMessage = SipRequest | SipResponse;

export const noBody = Buffer.alloc(0);

/** The message on the wire: headers in their order, Content-Length always last and always true (bytes). */
export const serialise = (message: SipMessage): Buffer => {
  const text = headText(message, (name) => name);
  return message.body.length === 0
    ? Buffer.from(text, 'latin1')
    : Buffer.concat([Buffer.from(text, 'latin1'), message.body]);
};

/** The message for the application: the same, with compact header names written out. */
export const serialiseForApp = (message: SipMessage): Buffer => {
  const text = headText(message, (name) => (name.length === 1 ? canonicalName(longName(name)) : name));
  return message.body.length === 0
    ? Buffer.from(text, 'latin1')
    : Buffer.concat([Buffer.from(text, 'latin1'), message.body]);
};

const longName = (name: string): string => new Headers().add(name, '').entries[0]?.key ?? name;

const headText = (message: SipMessage, nameOf: (name: string) => string): string => {
  let text =
    message.kind === 'request'
      ? `${message.method} ${message.uri} SIP/2.0\r\n`
      : `SIP/2.0 ${message.status} ${message.reason}\r\n`;
  for (const header of message.headers.entries) {
    if (header.key !== 'content-length') text += `${nameOf(header.name)}: ${header.value}\r\n`;
  }
  return `${text}Content-Length: ${message.body.length}\r\n\r\n`;
};
