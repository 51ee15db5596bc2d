// The operations page over HTTP.
import { type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { serveOperationsPage } from './operations-page';

let server: Server;
let url: string;

beforeAll(async () => {
  server = await serveOperationsPage({
    host: '127.0.0.1',
    port: 0,
    serveMetrics: (_request, response) => void response.end('voice_calls_active 0'),
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe('the operations page', () => {
  it.each([
    ['GET /healthz', 200, '{"status":"ok"}'],
    ['GET /metrics', 200, 'voice_calls_active 0'],
    ['GET /', 404, ''],
    ['POST /healthz', 405, ''],
  ])('answers %s with %i', async (request, status, body) => {
    const [method, path] = request.split(' ');
    const answer = await fetch(new URL(path ?? '/', url), { method: method ?? 'GET' });
    expect([answer.status, await answer.text()]).toEqual([status, body]);
  });

  it('says so when its port is taken', async () => {
    const { port } = server.address() as AddressInfo;
    const serveMetrics = (): void => undefined;
    await expect(serveOperationsPage({ host: '127.0.0.1', port, serveMetrics })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });
});
