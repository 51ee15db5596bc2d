// The example tenant, as the simulator's specs call it.
import { loadTenant } from '@trunkline/tenant';
import { resolve } from 'node:path';
import { type CallTerms } from './simulate-call';

const loaded = loadTenant(resolve(__dirname, '../../../examples/order-desk'), {
  variables: { orders_url: 'http://desk.invalid', agent_uri: 'sip:ana@desk.invalid' },
});
if (loaded.kind !== 'loaded') throw new Error('the example tenant does not load');

export const orderDesk: Omit<CallTerms, 'seed'> = { tenant: loaded.tenant, flow: 'orders' };
