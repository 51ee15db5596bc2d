// The connector against servers that are slow, huge, lying or not there: bounded, and classed by what it proves.
import { type ToolManifest } from '@trunkline/tenant';
import { createServer, type RequestListener, type Server } from 'node:http';
import {
  createServer as createTcpServer,
  type AddressInfo,
  type Server as TcpServer,
  type Socket,
} from 'node:net';
import { gzipSync } from 'node:zlib';
import { toolConnectorContract, type Backend } from '../../ports/tool-connector.contract';
import { type Egress } from './egress';
import { HttpConnector } from './http-connector';

const servers: (Server | TcpServer)[] = [];
const sockets = new Set<Socket>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

const listen = async (server: Server | TcpServer): Promise<number> => {
  servers.push(server);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};
const http = async (listener: RequestListener): Promise<string> =>
  `http://127.0.0.1:${await listen(createServer(listener))}`;

const manifestOf = (url: string, over: Partial<ToolManifest['operation']> = {}): ToolManifest => ({
  terms: {
    name: 't',
    label: 't',
    effect: 'irreversible',
    hash: 'h',
    patienceMs: 1_000,
    costMicros: 0,
    facts: {},
  },
  description: 't',
  observer: 'first-party',
  argsSchema: {},
  operation: {
    method: 'POST',
    url: `${url}/things/{thing}`,
    body: { thing: 'thing', count: 'n' },
    headers: { 'x-static': 'yes' },
    bytesMax: 10_000,
    result: { state: '/state' },
    receipt: '/receipt',
    errorPointer: '/error',
    refusals: { '404': 'not_found', '409 taken': 'taken' },
    ...over,
  },
  lookup: {
    operation: {
      method: 'GET',
      url: `${url}/keys/{key}`,
      body: {},
      headers: {},
      bytesMax: 10_000,
      result: {},
      refusals: { '404': 'absent' },
    },
    statePointer: '/state',
    committed: ['committed'],
    absent: ['absent'],
  },
  idempotency: { kind: 'header', header: 'Idempotency-Key' },
  attemptsMax: 1,
  attemptMsMax: 1_000,
  inFlightMsMax: 1_000,
  lookupAtMs: [],
  cacheMs: 0,
});
const attempt = (
  url: string,
  {
    egress = { allowPrivate: true },
    timeoutMs = 1_000,
    over = {},
    args = { thing: 'a/b', count: 2 },
  }: {
    egress?: Egress;
    timeoutMs?: number;
    over?: Partial<ToolManifest['operation']>;
    args?: Record<string, string | number>;
  } = {},
) =>
  new HttpConnector(egress).attempt({
    manifest: manifestOf(url, over),
    args,
    idempotencyKey: 'key-1',
    timeoutMs,
  });
const lookUp = (url: string) =>
  new HttpConnector({ allowPrivate: true }).lookUp({
    manifest: manifestOf(url),
    args: {},
    idempotencyKey: 'key-1',
    timeoutMs: 1_000,
  });
const json =
  (status: number, body: unknown): RequestListener =>
  (_request, response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
const GOOD = { state: 'done', receipt: 'R-1' };

const BACKENDS: Readonly<Record<Backend, RequestListener>> = {
  'does-it': (request, response) =>
    json(200, request.method === 'GET' ? { state: 'committed' } : GOOD)(request, response),
  refuses: json(404, {}),
  'is-away': () => undefined,
  'stays-silent': () => undefined,
  fails: json(500, {}),
  'answers-nonsense': (_request, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end('{'),
};
toolConnectorContract('HttpConnector', async (backend) => {
  const url = backend === 'is-away' ? 'http://nowhere.invalid' : await http(BACKENDS[backend]);
  return { connector: new HttpConnector({ allowPrivate: true }), manifest: manifestOf(url) };
});

describe('a request', () => {
  it('carries the arguments, the key and the static headers, and nothing of the environment’s proxies', async () => {
    const before = process.env.http_proxy;
    process.env.http_proxy = 'http://127.0.0.1:1';
    let seen = {};
    const url = await http((request, response) => {
      const { method, url: path, headers } = request;
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        seen = {
          method,
          path,
          key: headers['idempotency-key'],
          fixed: headers['x-static'],
          body: JSON.parse(Buffer.concat(chunks).toString()) as unknown,
        };
        json(201, GOOD)(request, response);
      });
    });
    expect(await attempt(url)).toEqual({ class: 'ok', result: { state: 'done' }, receipt: 'R-1' });
    expect(seen).toEqual({
      method: 'POST',
      path: '/things/a%2Fb',
      key: 'key-1',
      fixed: 'yes',
      body: { thing: 'a/b', n: 2 },
    });
    if (before === undefined) delete process.env.http_proxy;
    else process.env.http_proxy = before;
  });

  it.each(['..', '.', ''])('is not made of the path segment "%s"', (thing) => {
    const connector = new HttpConnector({});
    expect(connector.unsendable(manifestOf('http://127.0.0.1'), { thing, count: 1 })).toBe('thing');
    expect(connector.unsendable(manifestOf('http://127.0.0.1'), { thing: 'x', count: 1 })).toBeUndefined();
  });
});

describe('a value', () => {
  it('does not choose the host', () => {
    const unsendable = (url: string) =>
      new HttpConnector({}).unsendable(manifestOf(url), { thing: 'x', count: 1 });
    expect(unsendable('http://{thing}.example')).toBe('thing');
    expect(unsendable('http://one.example')).toBeUndefined();
  });
});

describe('an answer', () => {
  it.each([
    ['a refusal that the manifest lists', 404, GOOD, 'rejected', 'not_found'],
    ['a refusal that it lists by status and code', 409, { error: 'taken' }, 'rejected', 'taken'],
    [
      'a conflict that it does not list: the first request may be at work',
      409,
      { error: 'in_progress' },
      'ambiguous',
      'http_409',
    ],
    ['a refusal that it does not list', 403, GOOD, 'rejected', 'http_403'],
    ['too many requests', 429, GOOD, 'retryable', 'throttled'],
    ['a request time-out of the server', 408, GOOD, 'ambiguous', 'http_408'],
    ['a server error', 500, GOOD, 'ambiguous', 'http_500'],
    ['an unavailable server: it may have acted', 503, GOOD, 'ambiguous', 'http_503'],
    ['success with an error for a body', 200, { error: 'no' }, 'ambiguous', 'bad_answer'],
    [
      'success with a field of another type',
      200,
      { state: { a: 1 }, receipt: 'R' },
      'ambiguous',
      'bad_answer',
    ],
    ['success without its receipt', 200, { state: 'done' }, 'ambiguous', 'bad_answer'],
  ] as const)('%s', async (...[, status, body, kind, code]) => {
    expect(await attempt(await http(json(status, body)))).toEqual({ class: kind, code });
  });

  it('of another type is not believed', async () => {
    const url = await http((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<p>ok</p>'),
    );
    expect(await attempt(url)).toEqual({ class: 'ambiguous', code: 'bad_content_type' });
  });

  it('that is no JSON is not believed', async () => {
    const url = await http((_request, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"state":'),
    );
    expect(await attempt(url)).toEqual({ class: 'ambiguous', code: 'bad_json' });
  });

  it('that redirects is not followed', async () => {
    let followed = 0;
    const target = await http(() => void (followed += 1));
    const url = await http((_request, response) => response.writeHead(302, { location: target }).end());
    expect(await attempt(url)).toEqual({ class: 'ambiguous', code: 'redirected' });
    expect(followed).toBe(0);
  });

  it('in gzip is read, and a bomb is not inflated', async () => {
    const zipped =
      (body: string): RequestListener =>
      (_request, response) =>
        response
          .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
          .end(gzipSync(body));
    expect(await attempt(await http(zipped(JSON.stringify(GOOD))))).toMatchObject({ class: 'ok' });
    const bomb = JSON.stringify({ ...GOOD, padding: ' '.repeat(5_000_000) });
    expect(await attempt(await http(zipped(bomb)))).toEqual({ class: 'ambiguous', code: 'bad_encoding' });
  });

  it('that does not end is cut at its size', async () => {
    const url = await http((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const pour = (): void => {
        while (!response.destroyed && response.write('x'.repeat(4_096)));
        response.once('drain', pour);
      };
      pour();
    });
    expect(await attempt(url)).toEqual({ class: 'ambiguous', code: 'too_large' });
  });

  it('that drips is cut at its time', async () => {
    const url = await http((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const drip = setInterval(() => response.write(' '), 20);
      response.once('close', () => clearInterval(drip));
    });
    const startedMs = performance.now();
    expect(await attempt(url, { timeoutMs: 200 })).toEqual({ class: 'ambiguous', code: 'timeout' });
    expect(performance.now() - startedMs).toBeLessThan(1_000);
  });
});

describe('no answer', () => {
  it('of a port where nobody listens proves that nothing was sent', async () => {
    const port = await listen(createTcpServer());
    await new Promise((resolve) => servers.splice(0)[0]?.close(resolve));
    expect(await attempt(`http://127.0.0.1:${port}`)).toEqual({ class: 'retryable', code: 'unreachable' });
  });

  it('of a name that does not resolve proves that nothing was sent', async () => {
    expect(await attempt('http://nowhere.invalid')).toEqual({ class: 'retryable', code: 'unresolved' });
  });

  it('of a peer that hangs up, or resets, proves nothing', async () => {
    const closing = await listen(createTcpServer((socket) => socket.once('data', () => socket.end())));
    expect(await attempt(`http://127.0.0.1:${closing}`)).toEqual({ class: 'ambiguous', code: 'reset' });
    const resetting = await listen(
      createTcpServer((socket) => socket.once('data', () => socket.resetAndDestroy())),
    );
    expect(await attempt(`http://127.0.0.1:${resetting}`)).toEqual({ class: 'ambiguous', code: 'reset' });
  });

  it('of a peer that hangs up in the middle of its answer proves nothing', async () => {
    const half = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{"state"';
    const port = await listen(createTcpServer((socket) => socket.once('data', () => socket.end(half))));
    expect(await attempt(`http://127.0.0.1:${port}`)).toEqual({ class: 'ambiguous', code: 'reset' });
  });

  it('in time proves nothing', async () => {
    const url = await http(() => undefined);
    expect(await attempt(url, { timeoutMs: 100 })).toEqual({ class: 'ambiguous', code: 'timeout' });
  });
});

describe('egress', () => {
  it('to loopback is refused unless the operator lists it', async () => {
    let served = 0;
    const url = await http((request, response) => {
      served += 1;
      json(200, GOOD)(request, response);
    });
    const { host } = new URL(url);
    const refused = { class: 'retryable', code: 'egress_refused' };
    expect(await attempt(url, { egress: {} })).toEqual(refused);
    expect(await attempt(url.replace('127.0.0.1', 'localhost'), { egress: {} })).toEqual(refused);
    expect(await attempt(url, { egress: { allowPrivate: ['127.0.0.1:1'] } })).toEqual(refused);
    expect(served).toBe(0);
    expect(await attempt(url, { egress: { allowPrivate: [host] } })).toMatchObject({ class: 'ok' });
  });

  it.each([
    'http://169.254.169.254',
    'http://[::ffff:169.254.169.254]',
    'http://0.0.0.0',
    'http://[::]',
    'http://224.0.0.1',
  ])('to %s is refused to everybody', async (url) => {
    expect(await attempt(url)).toEqual({ class: 'retryable', code: 'egress_refused' });
  });
});

describe('a look-up', () => {
  it.each([
    ['says committed', 200, { state: 'committed' }, 'committed'],
    ['says absent', 200, { state: 'absent' }, 'absent'],
    ['says something else', 200, { state: 'pending' }, 'error'],
    ['says nothing', 200, {}, 'error'],
    ['is answered by the status that the manifest names', 404, {}, 'absent'],
    ['fails', 500, { state: 'absent' }, 'error'],
    ['is refused', 403, { state: 'absent' }, 'error'],
  ] as const)('%s', async (...[, status, body, state]) => {
    expect(await lookUp(await http(json(status, body)))).toMatchObject({ state });
  });

  it('asks by the action’s key', async () => {
    let path = '';
    const url = await http((request, response) => {
      path = request.url ?? '';
      json(200, { state: 'absent' })(request, response);
    });
    await lookUp(url);
    expect(path).toBe('/keys/key-1');
  });
});
