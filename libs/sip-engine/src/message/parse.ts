// Bytes to a SIP message, or to the refusal they deserve.
import { Headers, keyOf } from './headers';
import { noBody, type SipMessage, type SipRequest, type SipResponse } from './message';
import { trimSpace } from './params';
import { faultOf, type Fault } from './validate';

export type Parsed =
  | { readonly kind: 'message'; readonly message: SipMessage }
  /** A request one can still answer, with what is wrong with it. */
  | { readonly kind: 'refused'; readonly request: SipRequest; readonly fault: Fault }
  | { readonly kind: 'garbage'; readonly why: string };

/** Parses one datagram or one framed message of a stream. Never throws. */
export const parseMessage = (bytes: Buffer): Parsed => {
  const end = headEnd(bytes);
  const head = bytes.toString('latin1', 0, end.at);
  if (hasStrayNul(head)) return { kind: 'garbage', why: 'NUL in the header' };
  const lines = unfold(head);
  const start = lines[0] ?? '';
  const body = bytes.subarray(end.at + end.length);
  if (/^SIP\//i.test(start)) return parseResponse(start, lines, body);
  return parseRequest(start, { lines, body, isCut: end.length === 0 });
};

const parseResponse = (start: string, lines: string[], rest: Buffer): Parsed => {
  const match = /^SIP\/2\.0 ([1-6]\d\d)(?: (.*))?$/i.exec(start);
  const headers = parseHeaders(lines);
  if (!match || !headers) return { kind: 'garbage', why: 'malformed response' };
  const body = bodyOf(headers, rest);
  if (!body) return { kind: 'garbage', why: 'malformed response length' };
  const message: SipResponse = {
    kind: 'response',
    status: Number(match[1]),
    reason: match[2] ?? '',
    headers,
    body,
  };
  const fault = faultOf(message);
  return fault ? { kind: 'garbage', why: fault.reason } : { kind: 'message', message };
};

const parseRequest = (start: string, rest: { lines: string[]; body: Buffer; isCut: boolean }): Parsed => {
  const method = /^[A-Za-z0-9\-.!%*_+`'~]+(?=[ \t])/.exec(start)?.[0];
  if (method === undefined) return { kind: 'garbage', why: 'not SIP' };
  const headers = parseHeaders(rest.lines);
  if (!headers) {
    const salvaged = parseHeaders(
      rest.lines.filter((line, index) => index === 0 || headerPattern.test(line)),
    );
    return salvaged ? refuse(method, salvaged, badHeader) : { kind: 'garbage', why: badHeader.reason };
  }
  const line = parseRequestLine(start);
  if (rest.isCut) return refuse(method, headers, { status: 400, reason: 'Missing Blank Line' });
  if (!('uri' in line)) return refuse(method, headers, line);
  const body = bodyOf(headers, rest.body);
  if (!body) return refuse(method, headers, { status: 400, reason: 'Bad Content-Length' });
  const message: SipRequest = { kind: 'request', method, uri: line.uri, headers, body };
  const fault = faultOf(message);
  return fault ? { kind: 'refused', request: message, fault } : { kind: 'message', message };
};

const parseRequestLine = (start: string): { readonly uri: string } | Fault => {
  const [, uri, version] = /^\S+ (\S+) SIP\/(\d+\.\d+)$/i.exec(start) ?? [];
  if (uri === undefined) return { status: 400, reason: 'Bad Request Line' };
  return version === '2.0' ? { uri } : { status: 505, reason: 'Version Not Supported' };
};

const refuse = (method: string, headers: Headers, fault: Fault): Parsed => ({
  kind: 'refused',
  request: { kind: 'request', method, uri: '', headers, body: noBody },
  fault,
});

/** Header lines to a list; undefined when a line has no colon or its name is no token. */
export const parseHeaders = (lines: readonly string[]): Headers | undefined => {
  const list = [];
  for (let index = 1; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const colon = line.indexOf(':');
    const name = colon < 0 ? '' : trimSpace(line.slice(0, colon));
    if (!namePattern.test(name)) return undefined;
    list.push({ name, key: keyOf(name), value: trimSpace(line.slice(colon + 1)) });
  }
  return new Headers(list);
};

// Content-Length rules the body; bytes behind it in a datagram are ignored (RFC 3261 18.3), fewer are an error.
const bodyOf = (headers: Headers, rest: Buffer): Buffer | undefined => {
  const length = headers.get('content-length');
  if (length === undefined) return rest;
  if (!/^\d{1,9}$/.test(length) || headers.count('content-length') > 1) return undefined;
  return Number(length) > rest.length ? undefined : rest.subarray(0, Number(length));
};

const unfold = (head: string): string[] => {
  const lines = head.split(/\r?\n/);
  if (!/\n[ \t]/.test(head)) return lines;
  const unfolded: string[] = [];
  for (const line of lines) {
    const isContinued = /^[ \t]/.test(line) && unfolded.length > 1;
    if (isContinued) unfolded[unfolded.length - 1] += ` ${trimSpace(line)}`;
    else unfolded.push(line);
  }
  return unfolded;
};

const headEnd = (bytes: Buffer): { at: number; length: number } => {
  const strict = bytes.indexOf('\r\n\r\n', 0, 'latin1');
  if (strict >= 0) return { at: strict, length: 4 };
  const lenient = bytes.indexOf('\n\n', 0, 'latin1');
  return lenient >= 0 ? { at: lenient, length: 2 } : { at: bytes.length, length: 0 };
};

// RFC 3261 25.1 lets a NUL stand in a quoted pair and nowhere else.
const hasStrayNul = (head: string): boolean => head.includes('\0') && /(^|[^\\])\0/.test(head);

const badHeader: Fault = { status: 400, reason: 'Bad Header Line' };
const namePattern = /^[A-Za-z0-9\-.!%*_+`'~]+$/;
const headerPattern = /^[A-Za-z0-9\-.!%*_+`'~]+[ \t]*:/;
