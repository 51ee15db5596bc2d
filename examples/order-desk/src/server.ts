// The order desk over HTTP: routes, the modes that the switchboard asks for, and a bounded body.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { Desk, type Answer } from './desk';
import { Ledger } from './ledger';
import { readSwitch, Switchboard, type Mode, type SwitchedOperation } from './switches';

export interface OrderDesk {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  close(): Promise<void>;
}

export interface OrderDeskOptions {
  /** Where the ledger lives; the desk's orders are as they were when it is opened again. */
  readonly dataDir: string;
  /** 0 for any free one. */
  readonly port: number;
  readonly clock?: () => number;
}

type Body = Readonly<Record<string, unknown>>;

const BODY_BYTES_MAX = 16_384;
const SILENT_MS_MAX = 60_000;

/** Rejects when the port is taken. Loopback only. */
export const serveOrderDesk = async (options: OrderDeskOptions): Promise<OrderDesk> => {
  const ledger = new Ledger(options.dataDir);
  const timers = new Timers();
  const routes = new Routes(new Desk(ledger, options.clock ?? Date.now), timers);
  const server = createServer((request, response) => {
    routes.handle(request, response).catch(() => response.destroy());
  });
  await listen(server, options.port);
  let closed: Promise<void> | undefined;
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => (closed ??= ended(server, { timers, ledger })),
  };
};

const ended = (server: Server, { timers, ledger }: { timers: Timers; ledger: Ledger }): Promise<void> =>
  new Promise((resolve) => {
    timers.clear();
    server.close(() => {
      ledger.close();
      resolve();
    });
    server.closeAllConnections();
  });

class Routes {
  private readonly switches = new Switchboard();
  /** Keys of requests that have arrived and are not answered for. */
  private readonly running = new Set<string>();

  constructor(
    private readonly desk: Desk,
    private readonly timers: Timers,
  ) {}

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = request.method === 'POST' ? await readJson(request) : {};
    if (body === undefined) return send(response, { status: 400, body: { error: 'bad_json' } });
    const { route, id } = routeOf(request);
    switch (route) {
      case 'GET orders':
        return this.inMode('orders', id, { response, act: () => this.desk.show(id) });
      case 'POST orders/cancellations':
        return this.perform('cancellations', id, { request, response, body });
      case 'POST orders/refunds':
        return this.perform('refunds', id, { request, response, body });
      case 'GET actions':
        return this.inMode('actions', id, {
          response,
          act: () => this.desk.actionState(decodeURIComponent(id)),
        });
      case 'GET ledger':
        return send(response, { status: 200, body: { entries: this.desk.entries } });
      case 'GET health':
        return send(response, { status: 200, body: { status: 'ok' } });
      case 'POST switches':
        return this.turn(body, response);
      default:
        return send(response, { status: 404, body: { error: 'no_such_path' } });
    }
  }

  private turn(body: unknown, response: ServerResponse): void {
    const wanted = readSwitch(body);
    if (wanted) this.switches.turn(wanted);
    send(
      response,
      wanted ? { status: 200, body: { ok: true } } : { status: 400, body: { error: 'bad_switch' } },
    );
  }

  private async perform(
    operation: 'cancellations' | 'refunds',
    order: string,
    { request, response, body }: { request: IncomingMessage; response: ServerResponse; body: Body },
  ): Promise<void> {
    const header = request.headers['idempotency-key'];
    const key = typeof header === 'string' ? header : '';
    // draft-ietf-httpapi-idempotency-key-header, section 2.6: a retry while the first is processed is a conflict.
    if (key !== '' && this.running.has(key))
      return send(response, { status: 409, body: { error: 'in_progress' } });
    const amountCents = amountOf(body);
    this.running.add(key);
    await this.inMode(operation, order, {
      response,
      act: () => {
        this.running.delete(key);
        return this.desk.perform({ operation, order, key, amountCents });
      },
      skip: () => this.running.delete(key),
    });
  }

  private async inMode(
    operation: SwitchedOperation,
    order: string,
    job: { response: ServerResponse; act: () => Answer; skip?: () => void },
  ): Promise<void> {
    const mode: Mode = this.switches.take(operation, order);
    const { response, act } = job;
    switch (mode.kind) {
      case 'normal':
        return send(response, act());
      case 'fail':
        job.skip?.();
        return send(response, { status: 500, body: { error: 'internal' } });
      case 'slow':
      case 'commit-late':
        await this.timers.wait(mode.ms);
        return send(response, act());
      case 'answer-late': {
        const answer = act();
        await this.timers.wait(mode.ms);
        return send(response, answer);
      }
      case 'commit-no-answer':
        act();
        await this.timers.wait(SILENT_MS_MAX);
        response.destroy();
    }
  }
}

/** Waits that end with the server. */
class Timers {
  private readonly waiting = new Set<NodeJS.Timeout>();

  wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.waiting.delete(timer);
        resolve();
      }, ms);
      this.waiting.add(timer);
    });
  }

  clear(): void {
    for (const timer of this.waiting) clearTimeout(timer);
    this.waiting.clear();
  }
}

/** `GET /orders/47112` is the route `GET orders` with the id 47112. */
const routeOf = (request: IncomingMessage): { route: string; id: string } => {
  const path = new URL(request.url ?? '/', 'http://desk').pathname;
  const [, root = '', id = '', operation] = path.split('/');
  return { route: [`${request.method} ${root}`, ...(operation ? [operation] : [])].join('/'), id };
};

/** `amount` as it is spoken and written ("84.20"), or `amount_cents`, in dollars; NaN for anything else. */
const amountOf = (body: Readonly<Record<string, unknown>>): number | undefined => {
  const { amount, amount_cents: cents, currency = 'USD' } = body;
  if (currency !== 'USD') return NaN;
  if (amount === undefined && cents === undefined) return undefined;
  if (typeof cents === 'number') return cents;
  const [, whole, hundredths] = /^(\d{1,7})\.(\d{2})$/.exec(typeof amount === 'string' ? amount : '') ?? [];
  return Number(whole) * 100 + Number(hundredths);
};

const send = (response: ServerResponse, answer: Answer): void => {
  if (response.destroyed) return;
  const headers = {
    'content-type': 'application/json',
    ...(answer.replayed && { 'idempotent-replayed': 'true' }),
  };
  response.writeHead(answer.status, headers).end(JSON.stringify(answer.body));
};

/** Undefined when it is too long or no JSON object. */
const readJson = async (request: IncomingMessage): Promise<Body | undefined> => {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += String(chunk);
    if (text.length > BODY_BYTES_MAX) return undefined;
  }
  try {
    const value: unknown = text === '' ? {} : JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
};

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
