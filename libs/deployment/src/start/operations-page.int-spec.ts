// The operations page over HTTP.
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
