// The example's tenant on a platform and a backend of their own, in a folder that goes with them.
import { createRequire } from 'node:module';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const { startPlatform } = require('@trunkline/platform/platform');
const { tenantOf, toolHosts } = require('@trunkline/platform/tenants');
const { startOrderDesk } = require('@trunkline/platform/demo/order-desk-process');
const { openTraces } = require('@trunkline/trace');

const TENANT = new URL('../examples/order-desk', import.meta.url).pathname;

export const startExample = async (dir, agentUri) => {
  const orderDesk = await startOrderDesk(join(dir, 'order-desk'));
  const tenant = tenantOf(TENANT, { orders_url: orderDesk.url, agent_uri: agentUri });
  const platform = await startPlatform({
    dataDir: dir,
    sip: { host: '127.0.0.1', port: 0 },
    http: { host: '127.0.0.1', port: 0 },
    tenants: [tenant],
    durable: true,
    privateHosts: toolHosts(tenant),
    logFile: join(dir, 'platform.log'),
  });
  return {
    orderDesk,
    platform,
    /** Of everything that has happened so far. */
    traces: async () => {
      const { store, pool, inbox } = platform.record;
      const traces = await openTraces({ store, snapshots: store, pool, inbox });
      await traces.catchUp();
      return traces;
    },
    close: async () => {
      await platform.close();
      await orderDesk.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
};
