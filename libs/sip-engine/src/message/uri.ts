// SIP, SIPS and TEL URIs: only the parts that routing needs.
import { parseParams, type Params } from './params';

export interface SipUri {
  readonly scheme: 'sip' | 'sips';
  readonly user: string | undefined;
  /** Without the brackets of an IPv6 reference. */
  readonly host: string;
  readonly port: number | undefined;
  readonly params: Params;
  /** True when the URI carries `?header=value`, which a Request-URI must not (RFC 3261 19.1.1). */
  readonly hasHeaders: boolean;
}

/** Parses a sip: or sips: URI; undefined when it is not one. */
export const parseSipUri = (text: string): SipUri | undefined => {
  const scheme = /^sip(s?):/i.exec(text);
  if (!scheme) return undefined;
  const rest = text.slice(scheme[0].length);
  const at = rest.lastIndexOf('@');
  const [, host, port, paramText = '', headers] = hostPattern.exec(rest.slice(at + 1)) ?? [];
  const params = parseParams(paramText);
  if (host === undefined || !params || !isPort(port)) return undefined;
  const user = at < 0 ? undefined : rest.slice(0, at);
  return {
    scheme: scheme[1] === '' ? 'sip' : 'sips',
    user,
    host: host.replace(/^\[|\]$/g, ''),
    port: numberOf(port),
    params,
    hasHeaders: headers !== undefined,
  };
};

/** The scheme of any URI in lower case; undefined when there is none. */
export const schemeOf = (text: string): string | undefined =>
  /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text)?.[1]?.toLowerCase();

/** host or [host] of an IPv6 address, with the port when there is one. */
export const hostPort = (host: string, port?: number): string => {
  const shown = host.includes(':') ? `[${host}]` : host;
  return port === undefined ? shown : `${shown}:${port}`;
};

const numberOf = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Number(text);
const isPort = (text: string | undefined): boolean =>
  text === undefined || (Number(text) >= 1 && Number(text) <= 65535);
const hostPattern = /^([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::(\d{1,5}))?((?:;[^?]*)?)(\?.*)?$/;
