// A simulated human agent at the desk: the same HTTP API as the page.
import { type HostPort } from '../platform';

export interface OfferSeen {
  readonly offerId: string;
  readonly handoffId: string;
  readonly packet: {
    readonly headline: Readonly<Record<string, string>>;
    readonly actions: readonly PacketAction[];
  };
}

export interface PacketAction {
  readonly tool: string;
  readonly status: string;
  readonly human: string;
}

export interface DeskAgent {
  ready(): Promise<void>;
  /** Resolves with the first offer; rejects after `ms`. */
  offer(ms: number): Promise<OfferSeen>;
  accept(offer: OfferSeen): Promise<void>;
  wrapUp(offer: OfferSeen): Promise<void>;
}

const POLL_MS = 200;

export const signIn = async (
  http: HostPort,
  given: { deskKey: string; tenantId: string; agentId: string },
): Promise<DeskAgent> => {
  const desk = client(`http://${http.host}:${http.port}`);
  const { tenantId, agentId, deskKey } = given;
  await desk.post('/v1/desk/session', { deskKey, tenantId, agentId });
  return {
    ready: async () => {
      await desk.post('/v1/desk/presence', { state: 'ready' });
    },
    offer: async (ms) => {
      const until = Date.now() + ms;
      while (Date.now() < until) {
        const view = await desk.get('/v1/desk/view');
        if (hasOffer(view)) return view.offer;
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
      throw new Error(`the desk of ${agentId} was offered nothing in ${ms} ms`);
    },
    accept: async ({ offerId }) => {
      await desk.post(`/v1/desk/offers/${offerId}/accept`, {}, offerId);
    },
    wrapUp: async ({ handoffId }) => {
      const body = { disposition: 'resolved', rating: 'clear', callerRepeated: false };
      await desk.post(`/v1/desk/handoffs/${handoffId}/wrap-up`, body, `${handoffId}-wrap-up`);
    },
  };
};

const client = (base: string) => {
  let cookie = '';
  const call = async (path: string, init: RequestInit): Promise<unknown> => {
    const headers = { 'content-type': 'application/json', cookie, origin: base, ...init.headers };
    const response = await fetch(base + path, { ...init, headers, signal: AbortSignal.timeout(5_000) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${init.method} ${path}: ${response.status} ${text}`);
    cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie;
    return text === '' ? undefined : JSON.parse(text);
  };
  return {
    get: (path: string) => call(path, { method: 'GET' }),
    post: (path: string, body: unknown, key = '') =>
      call(path, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: key ? { 'idempotency-key': key } : {},
      }),
  };
};

const hasOffer = (view: unknown): view is { offer: OfferSeen } =>
  typeof view === 'object' &&
  view !== null &&
  'offer' in view &&
  typeof view.offer === 'object' &&
  view.offer !== null;
