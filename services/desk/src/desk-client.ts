// The desk's way to the service: commands as JSON over HTTP, each with a key by which a repeat is recognised.

export interface Session {
  readonly tenantId: string;
  readonly tenantName: string;
  readonly agentId: string;
  readonly agentName: string;
  readonly queues: readonly string[];
}

export interface People {
  readonly tenants: readonly {
    readonly id: string;
    readonly name: string;
    readonly agents: readonly {
      readonly id: string;
      readonly name: string;
      readonly queues: readonly string[];
    }[];
  }[];
}

/** What the service refuses, in its own words: what is wrong, and how to mend it. */
export interface Refusal {
  readonly error: string;
  readonly message: string;
  readonly mend: string;
}

export type Answer<T> =
  { readonly ok: true; readonly body: T } | { readonly ok: false; readonly refusal: Refusal };

const UNREACHABLE: Refusal = {
  error: 'unreachable',
  message: 'The desk service cannot be reached.',
  mend: 'Check the network; nothing was lost.',
};

const ask = async <T>(
  method: string,
  path: string,
  more: { body?: object; headers?: Record<string, string> } = {},
): Promise<Answer<T>> => {
  try {
    const response = await fetch(`/v1/desk/${path}`, {
      method,
      headers: { 'Content-Type': 'application/json', ...more.headers },
      ...(more.body ? { body: JSON.stringify(more.body) } : {}),
    });
    const text = await response.text();
    const body: unknown = text === '' ? {} : JSON.parse(text);
    return response.ok ? { ok: true, body: body as T } : { ok: false, refusal: body as Refusal };
  } catch {
    return { ok: false, refusal: UNREACHABLE };
  }
};

/** Ids may be long; their end tells them apart. */
const key = (verb: string, id: string) => ({
  'Idempotency-Key': `${verb}-${id.replace(/[^\w-]/g, '')}`.slice(-64),
});

export const deskClient = {
  people: (deskKey: string) => ask<People>('GET', 'agents', { headers: { 'Desk-Key': deskKey } }),
  session: () => ask<Session>('GET', 'session'),
  signIn: (body: { deskKey: string; tenantId: string; agentId: string }) =>
    ask<Session>('POST', 'session', { body }),
  signOut: () => ask('DELETE', 'session'),
  presence: (state: 'ready' | 'away') => ask('POST', 'presence', { body: { state } }),
  accept: (offerId: string) => ask('POST', `offers/${offerId}/accept`, { headers: key('accept', offerId) }),
  decline: (offerId: string, because: string) =>
    ask('POST', `offers/${offerId}/decline`, { body: { because }, headers: key('decline', offerId) }),
  rendered: (offerId: string) => ask('POST', `offers/${offerId}/rendered`),
  wrapUp: (handoffId: string, body: { disposition: string; rating: string; callerRepeated: boolean }) =>
    ask('POST', `handoffs/${handoffId}/wrap-up`, { body, headers: key('wrapup', handoffId) }),
  extend: (handoffId: string, until: number) =>
    ask('POST', `handoffs/${handoffId}/wrap-up/extend`, { headers: key('extend', `${until}`) }),
};
