// One HTTP request with bounds on time, size and destination; what came of it, and whether a byte of it had left.
import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { resolveAllowed, type Egress } from './egress';

export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
  /** Of the answer, before and after decompression. */
  readonly bytesMax: number;
}

export type HttpExchange =
  /** `body` is undefined when it is not JSON, too long, or not what its headers say. */
  | { readonly kind: 'answered'; readonly status: number; readonly body: unknown; readonly flaw?: AnswerFlaw }
  /** Nothing of the request has left. */
  | {
      readonly kind: 'not-sent';
      readonly because: 'unreachable' | 'unresolved' | 'egress_refused' | 'timeout';
    }
  /** The request or part of it has left, and no whole answer came. */
  | { readonly kind: 'lost'; readonly because: 'timeout' | 'reset' | 'too_large' };

export type AnswerFlaw = 'content_type' | 'encoding' | 'json';

/** Never rejects. Redirects are answers like any other; no proxy is used, no cookie is kept, no connection is reused. */
export const exchange = async (request: HttpRequest, egress: Egress): Promise<HttpExchange> => {
  const startedMs = performance.now();
  const resolved = await within(resolveAllowed(request.url, egress), request.timeoutMs);
  if (resolved === undefined) return { kind: 'not-sent', because: 'timeout' };
  if (resolved.kind === 'refused') return { kind: 'not-sent', because: 'egress_refused' };
  if (resolved.kind === 'unresolved') return { kind: 'not-sent', because: 'unresolved' };
  const leftMs = request.timeoutMs - (performance.now() - startedMs);
  const received = await receive(request, { address: resolved.address, family: resolved.family, leftMs });
  return received.kind === 'answered' ? read(received, request.bytesMax) : received;
};

interface Received {
  readonly kind: 'answered';
  readonly status: number;
  readonly contentType: string;
  readonly encoding: string;
  readonly bytes: Buffer;
}
type Ended = Received | Exclude<HttpExchange, { kind: 'answered' }>;

const receive = (
  request: HttpRequest,
  to: { readonly address: string; readonly family: 4 | 6; readonly leftMs: number },
): Promise<Ended> =>
  new Promise((resolve) => {
    let isConnected = false;
    const outgoing = (request.url.protocol === 'https:' ? requestHttps : requestHttp)(optionsOf(request, to));
    const end = (ended: Ended): void => {
      clearTimeout(timer);
      resolve(ended);
      outgoing.destroy();
    };
    const lost = (because: 'timeout' | 'reset' | 'too_large'): void => {
      if (isConnected) end({ kind: 'lost', because });
      else end({ kind: 'not-sent', because: because === 'timeout' ? 'timeout' : 'unreachable' });
    };
    const timer = setTimeout(() => lost('timeout'), Math.max(1, to.leftMs));
    outgoing.once('socket', (socket) => {
      // Before this a request is only queued: node writes when the transport, with TLS inside it, is up.
      socket.once(
        request.url.protocol === 'https:' ? 'secureConnect' : 'connect',
        () => (isConnected = true),
      );
    });
    outgoing.once('error', () => lost('reset'));
    outgoing.once('response', (response) => collect(response, request.bytesMax, { end, lost }));
    outgoing.end(request.body);
  });

const optionsOf = (
  { method, url, headers, body }: HttpRequest,
  to: { readonly address: string; readonly family: 4 | 6 },
): RequestOptions & { servername?: string } => ({
  method,
  protocol: url.protocol,
  host: to.address,
  family: to.family,
  port: url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port),
  path: `${url.pathname}${url.search}`,
  ...(isIP(url.hostname.replace(/^\[|\]$/g, '')) === 0 && { servername: url.hostname }),
  agent: false,
  headers: {
    ...headers,
    host: url.host,
    accept: 'application/json',
    'accept-encoding': 'gzip',
    connection: 'close',
    ...(body !== undefined && {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
    }),
  },
});

const collect = (
  response: IncomingMessage,
  bytesMax: number,
  to: { end(ended: Ended): void; lost(because: 'reset' | 'too_large'): void },
): void => {
  const chunks: Buffer[] = [];
  let size = 0;
  response.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= bytesMax) chunks.push(chunk);
    else to.lost('too_large');
  });
  response.once('end', () =>
    to.end({
      kind: 'answered',
      status: response.statusCode ?? 0,
      contentType: response.headers['content-type'] ?? '',
      encoding: response.headers['content-encoding'] ?? 'identity',
      bytes: Buffer.concat(chunks),
    }),
  );
  response.once('error', () => to.lost('reset'));
  response.once('aborted', () => to.lost('reset'));
};

const inflate = promisify(gunzip);

const read = async (received: Received, bytesMax: number): Promise<HttpExchange> => {
  const { status, bytes, encoding, contentType } = received;
  const flawed = (flaw: AnswerFlaw): HttpExchange => ({ kind: 'answered', status, body: undefined, flaw });
  if (encoding !== 'identity' && encoding !== 'gzip') return flawed('encoding');
  const plain =
    encoding === 'gzip' ? await inflate(bytes, { maxOutputLength: bytesMax }).catch(() => undefined) : bytes;
  if (plain === undefined) return flawed('encoding');
  if (plain.length === 0) return { kind: 'answered', status, body: undefined };
  if (!/^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(contentType)) return flawed('content_type');
  try {
    return { kind: 'answered', status, body: JSON.parse(plain.toString('utf8')) as unknown };
  } catch {
    return flawed('json');
  }
};

const within = async <T>(promise: Promise<T>, ms: number): Promise<T | undefined> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  const first = await Promise.race([promise, late]);
  clearTimeout(timer);
  return first;
};
