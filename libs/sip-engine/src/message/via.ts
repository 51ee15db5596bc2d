// Via values: what the transaction key is made of and where a response goes (RFC 3261 18.2.2, RFC 3581).
import type { Headers } from './headers';
import { parseParams, splitList, type Params } from './params';
import { hostPort } from './uri';

export interface Via {
  readonly transport: string;
  readonly host: string;
  readonly port: number | undefined;
  readonly params: Params;
}

export const magicCookie = 'z9hG4bK';

/** Parses one Via value; undefined when malformed. */
export const parseVia = (value: string): Via | undefined => {
  const match = viaPattern.exec(value);
  if (!match) return undefined;
  const [, transport = '', host = '', port, rest = ''] = match;
  const params = parseParams(rest);
  const portNumber = port === undefined ? undefined : Number(port);
  if (!params || (portNumber !== undefined && portNumber > 65535)) return undefined;
  return { transport: transport.toUpperCase(), host: unbracket(host), port: portNumber, params };
};

export const topVia = (headers: Headers): Via | undefined => {
  const first = headers.get('via');
  return first === undefined ? undefined : parseVia(splitList(first)[0] ?? '');
};

/** The sent-by as transaction matching compares it: host in lower case, port as written. */
export const sentBy = (via: Via): string => hostPort(via.host.toLowerCase(), via.port);

/**
 * Writes `received` into the top Via when its host is not where the request came from, and `rport` then or when asked
 * for (RFC 3261 18.2.1, RFC 3581 4).
 */
export const stampReceived = (headers: Headers, source: { address: string; port: number }): void => {
  const first = headers.get('via');
  if (first === undefined) return;
  const [top = '', ...rest] = splitList(first);
  const via = parseVia(top);
  if (!via) return;
  const needsReceived = via.host !== source.address;
  let stamped = top.replace(receivedPattern, '').replace(rportPattern, '');
  if (via.params.has('rport') || needsReceived) stamped += `;rport=${source.port}`;
  if (needsReceived) stamped += `;received=${source.address}`;
  headers.replaceFirst('via', [stamped, ...rest].join(', '));
};

const unbracket = (host: string): string => (host.startsWith('[') ? host.slice(1, -1) : host);
const receivedPattern = /[ \t]*;[ \t]*received[ \t]*=[^;]*/i;
const rportPattern = /[ \t]*;[ \t]*rport(?:[ \t]*=[ \t]*\d*)?(?=[ \t]*(?:;|$))/i;
const viaPattern =
  /^[ \t]*SIP[ \t]*\/[ \t]*2\.0[ \t]*\/[ \t]*([A-Za-z0-9\-.!%*_+`'~]+)[ \t]+([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])[ \t]*(?::[ \t]*(\d{1,5}))?[ \t]*((?:;[\s\S]*)?)$/i;
