// Manifests of the order desk's tools with short times, and a tenant that has them.
import { type Tenant, type ToolManifest } from '@trunkline/tenant';

type Rest = Partial<Omit<ToolManifest, 'terms'>> & { readonly patienceMs?: number };

const ORDER_ARGS = {
  type: 'object',
  properties: {
    order: { type: 'string', pattern: '^\\d{5}$' },
    amount_cents: { type: 'integer', minimum: 1 },
  },
  required: ['order'],
  additionalProperties: false,
};

const manifest = (
  name: string,
  effect: 'read' | 'reversible' | 'irreversible',
  rest: Rest & Pick<ToolManifest, 'operation'>,
): ToolManifest => ({
  terms: {
    name,
    label: name,
    effect,
    hash: `hash-of-${name}`,
    patienceMs: rest.patienceMs ?? 5_000,
    costMicros: 0,
    facts: {},
  },
  description: name,
  observer: 'first-party',
  argsSchema: ORDER_ARGS,
  idempotency: { kind: 'none' },
  attemptsMax: 1,
  attemptMsMax: 500,
  inFlightMsMax: 1_500,
  lookupAtMs: [],
  cacheMs: 0,
  ...rest,
});

const HTTP = { body: {}, headers: {}, bytesMax: 4_096, result: {}, refusals: {} } as const;

/** `url` is the desk's. */
export const deskTenant = (url: string): Tenant => {
  const lookup: ToolManifest['lookup'] = {
    operation: { ...HTTP, method: 'GET', url: `${url}/actions/{key}`, receipt: '/receipt' },
    statePointer: '/state',
    committed: ['committed'],
    absent: ['absent'],
  };
  const keyed = {
    idempotency: { kind: 'header', header: 'Idempotency-Key' },
    lookup,
    lookupAtMs: [200, 600],
  } as const;
  const refusals = { '404': 'no_such_order', '409': 'refused' };
  const perform = (path: string): ToolManifest['operation'] => ({
    ...HTTP,
    method: 'POST',
    url: `${url}/orders/{order}/${path}`,
    body: { amount_cents: 'amount_cents' },
    result: { status: '/status' },
    receipt: '/receipt',
    refusals,
  });
  const tools = [
    manifest('show', 'read', {
      operation: {
        ...HTTP,
        method: 'GET',
        url: `${url}/orders/{order}`,
        result: { item: '/item', total: '/total', arrives: '/arrives' },
        refusals,
      },
      attemptsMax: 2,
      cacheMs: 60_000,
    }),
    manifest('cancel', 'reversible', { operation: perform('cancellations'), ...keyed, attemptsMax: 2 }),
    manifest('refund', 'irreversible', { operation: perform('refunds'), ...keyed }),
    manifest('refund_blind', 'irreversible', {
      operation: perform('refunds'),
      attemptsMax: 3,
      patienceMs: 2_000,
    }),
  ];
  return {
    id: 'acme',
    name: 'Acme',
    hash: 'tenant-hash',
    trunks: [],
    numbers: [],
    queues: {},
    flows: {},
    flowHashes: {},
    tools: Object.fromEntries(tools.map((tool) => [tool.terms.name, tool])),
    limits: { linesMax: 10 },
  };
};
