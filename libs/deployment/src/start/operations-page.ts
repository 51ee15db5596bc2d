// The HTTP page of a process for those who watch it: /livez, /healthz with reasons, /metrics for scrapes.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

export interface OperationsPage {
  readonly host: string;
  readonly port: number;
  readonly serveMetrics: (request: IncomingMessage, response: ServerResponse) => void;
  /** Why the process cannot do its work, by what it lacks; nothing when it can. */
  reasons(): Promise<Readonly<Record<string, string>>>;
}

const REQUEST_MS_MAX = 5_000;

/** Resolves when it listens. It keeps no process alive that has nothing else to do. */
export const serveOperationsPage = (page: OperationsPage): Promise<Server> => {
  const server = createServer({ requestTimeout: REQUEST_MS_MAX }, (request, response) => {
    if (request.method !== 'GET') return void response.writeHead(405, { allow: 'GET' }).end();
    switch (request.url) {
      case '/metrics':
        return page.serveMetrics(request, response);
      // That it answers is the answer: the process is there and its loop turns.
      case '/livez':
        return serveHealth(response, {});
      case '/healthz':
        return void page.reasons().then(
          (reasons) => serveHealth(response, reasons),
          () => serveHealth(response, { page: 'failed' }),
        );
      default:
        return void response.writeHead(404).end();
    }
  });
  // Whoever watches keeps connections open: they are no work.
  server.on('connection', (socket) => socket.unref());
  server.maxConnections = 64;
  server.unref();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(page.port, page.host, () => resolve(server));
  });
};

/** 200 when nothing is lacking, else 503 and what it is. */
export const serveHealth = (response: ServerResponse, reasons: Readonly<Record<string, string>>): void => {
  const isReady = Object.keys(reasons).length === 0;
  const body = isReady ? { status: 'ok' } : { status: 'not ready', reasons };
  response.writeHead(isReady ? 200 : 503, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};
