// A message as the application hands it over, and the rules its headers go through before they reach the network. Pure.
import { canonicalName, keyOf, type Header } from '../message/headers';
import { isToken, trimSpace } from '../message/params';

export interface AppMessage {
  readonly startLine: string;
  readonly headers: readonly Header[];
  readonly body: Buffer;
}

/** Splits the text; lines that are no header are dropped, as are headers that only the engine may set. */
export const parseAppMessage = (bytes: Buffer): AppMessage => {
  const found = bytes.indexOf('\r\n\r\n', 0, 'latin1');
  const end = found < 0 ? bytes.length : found;
  const [startLine = '', ...lines] = bytes.toString('latin1', 0, end).split(/\r\n|\r|\n/);
  const headers: Header[] = [];
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = trimSpace(line.slice(0, Math.max(0, colon)));
    if (!isToken(name) || ignored.has(keyOf(name))) continue;
    headers.push({ name: canonicalName(name), key: keyOf(name), value: trimSpace(line.slice(colon + 1)) });
  }
  return { startLine, headers, body: found < 0 ? Buffer.alloc(0) : bytes.subarray(found + 4) };
};

export const headerOf = (message: AppMessage, key: string): string | undefined =>
  message.headers.find((header) => header.key === key)?.value;

/** `@localhost` is how an application says "your own address". */
export const replaceLocalhost = (value: string, own: string): string =>
  value.replace(/((?:@|sips?:))localhost(?::\d+)?(?=[;>?\s,]|$)/gi, (_match, before: string) => before + own);

/** The Content-Type a body needs: the application's, or SDP when it looks like it; undefined when it has to be refused. */
export const contentTypeOf = (message: AppMessage): string | undefined =>
  headerOf(message, 'content-type') ??
  (message.body.toString('latin1', 0, 3) === 'v=0' ? 'application/sdp' : undefined);

/** A body nobody could read: it has to be refused. */
export const isUntyped = (message: AppMessage): boolean =>
  message.body.length > 0 && contentTypeOf(message) === undefined;

const ignored = new Set(['via', 'route', 'rseq', 'record-route', 'content-length']);
