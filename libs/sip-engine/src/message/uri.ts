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
  const scheme = /^(sips?):/i.exec(text)?.[1]?.toLowerCase();
  if (scheme !== 'sip' && scheme !== 'sips') return undefined;
  const rest = text.slice(scheme.length + 1);
  const at = rest.lastIndexOf('@');
  const match = hostPattern.exec(rest.slice(at + 1));
  const host = match?.[1];
  if (!match || host === undefined) return undefined;
  const params = parseParams(match[3] ?? '');
  const port = match[2] === undefined ? undefined : Number(match[2]);
  if (!params || (port !== undefined && (port < 1 || port > 65535))) return undefined;
  return {
    scheme,
    user: at < 0 ? undefined : rest.slice(0, at),
    host: host.startsWith('[') ? host.slice(1, -1) : host,
    port,
    params,
    hasHeaders: match[4] !== undefined,
  };
};

/** The scheme of any URI in lower case; undefined when there is none. */
export const schemeOf = (text: string): string | undefined => /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text)?.[1]?.toLowerCase();

/** host or [host] of an IPv6 address, with the port when there is one. */
export const hostPort = (host: string, port?: number): string => {
  const shown = host.includes(':') ? `[${host}]` : host;
  return port === undefined ? shown : `${shown}:${port}`;
};

const hostPattern = /^([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::(\d{1,5}))?((?:;[^?]*)?)(\?.*)?$/;
