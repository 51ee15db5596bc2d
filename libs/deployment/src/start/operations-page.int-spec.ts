// The operations page over HTTP.
import { spawnSync } from 'node:child_process';
import { type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { serveOperationsPage } from './operations-page';

let server: Server;
let url: string;
let reasons: Readonly<Record<string, string>>;

beforeAll(async () => {
  server = await serveOperationsPage({
    host: '127.0.0.1',
    port: 0,
    serveMetrics: (_request, response) => void response.end('voice_calls_active 0'),
    reasons: async () => reasons,
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

beforeEach(() => {
  reasons = {};
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe('the operations page', () => {
  it.each([
    ['GET /livez', 200, '{"status":"ok"}'],
    ['GET /healthz', 200, '{"status":"ok"}'],
    ['GET /metrics', 200, 'voice_calls_active 0'],
    ['GET /', 404, ''],
    ['POST /healthz', 405, ''],
  ])('answers %s with %i', async (request, status, body) => {
    const [method, path] = request.split(' ');
    const answer = await fetch(new URL(path ?? '/', url), { method: method ?? 'GET' });
    expect([answer.status, await answer.text()]).toEqual([status, body]);
  });

  it('says what the process lacks, though it lives', async () => {
    reasons = { record: 'no answer in 1000 ms' };
    const [health, live] = await Promise.all([fetch(`${url}/healthz`), fetch(`${url}/livez`)]);
    expect([health.status, await health.text()]).toEqual([
      503,
      '{"status":"not ready","reasons":{"record":"no answer in 1000 ms"}}',
    ]);
    expect(live.status).toBe(200);
  });

  it('keeps no process alive, however often somebody asks', () => {
    const page = JSON.stringify(require.resolve('@trunkline/deployment/start/operations-page'));
    const program = `
      const { serveOperationsPage } = require(${page});
      const page = { host: '127.0.0.1', port: 0, serveMetrics: () => {}, reasons: async () => ({}) };
      serveOperationsPage(page).then((server) => {
        server.keepAliveTimeout = 600_000;
        const socket = require('node:net').connect(server.address().port, '127.0.0.1').unref();
        socket.write('GET /healthz HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n');
        server.on('request', (_request, response) => response.on('finish', () => clearInterval(work)));
        const work = setInterval(() => {}, 1_000);
      });`;
    expect(spawnSync(process.execPath, ['-e', program], { timeout: 20_000 }).status).toBe(0);
  });

  it('says so when its port is taken', async () => {
    const { port } = server.address() as AddressInfo;
    const page = {
      host: '127.0.0.1',
      port,
      serveMetrics: (): void => undefined,
      reasons: async () => ({}),
    };
    await expect(serveOperationsPage(page)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
