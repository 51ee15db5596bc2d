// The HTTP page of a process for those who watch it: /healthz for probes, /metrics for scrapes.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

export interface OperationsPage {
  readonly host: string;
  readonly port: number;
  readonly serveMetrics: (request: IncomingMessage, response: ServerResponse) => void;
}

const REQUEST_MS_MAX = 5_000;

/** Resolves when it listens. It keeps no process alive that has nothing else to do. */
export const serveOperationsPage = ({ host, port, serveMetrics }: OperationsPage): Promise<Server> => {
  const server = createServer({ requestTimeout: REQUEST_MS_MAX }, (request, response) => {
    if (request.method !== 'GET') return void response.writeHead(405, { allow: 'GET' }).end();
    if (request.url === '/metrics') return serveMetrics(request, response);
    if (request.url !== '/healthz') return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ok"}');
  });
  server.maxConnections = 64;
  server.unref();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve(server));
  });
};
