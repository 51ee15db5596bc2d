// The platform and the order desk in the process of the suite, on ports of their own and in a folder to throw away.
import { type Entry, serveOrderDesk } from '@trunkline/order-desk';
import { EXAMPLE_TENANT } from '@trunkline/platform/cli/paths';
import { type Platform, type PlatformOptions, startPlatform } from '@trunkline/platform/platform';
import { tenantOf, toolHosts } from '@trunkline/platform/tenants';
import { scratch } from '@trunkline/platform/trial/scratch';
import { type Tenant } from '@trunkline/tenant';
import { join } from 'node:path';

export interface RunningPlatform extends Platform {
  readonly dir: string;
  readonly logFile: string;
  readonly orderDeskUrl: string;
  /** `sip:orders@127.0.0.1:<port>` */
  readonly uri: string;
  ledger(): Promise<readonly Entry[]>;
  /** Drains and ends it; its folder stays. */
  end(): Promise<void>;
  /** Ends it if need be, and removes its folder. */
  stop(): Promise<void>;
}

export interface Setting {
  readonly suite: string;
  /** Where the human agent's telephone is. */
  readonly agentUri?: string;
  readonly gateway?: NonNullable<PlatformOptions['gateway']>;
  readonly logLevel?: NonNullable<PlatformOptions['logLevel']>;
  /** The example tenant as the suite wants it. */
  readonly tenant?: (tenant: Tenant) => Tenant;
}

const LOOPBACK = { host: '127.0.0.1', port: 0 } as const;
/** A suite that leaves lines behind does not wait for them. */
const DRAIN_MS_MAX = 2_000;

export const runPlatform = async (setting: Setting): Promise<RunningPlatform> => {
  const folder = await scratch(setting.suite);
  const { dir } = folder;
  const orderDesk = await serveOrderDesk({ dataDir: join(dir, 'order-desk'), port: 0 });
  const example = tenantOf(EXAMPLE_TENANT, {
    orders_url: orderDesk.url,
    agent_uri: setting.agentUri ?? 'sip:ana@127.0.0.1:9',
  });
  const logFile = join(dir, 'platform.log');
  const platform = await startPlatform({
    dataDir: dir,
    sip: LOOPBACK,
    http: LOOPBACK,
    tenants: [setting.tenant?.(example) ?? example],
    durable: false,
    gateway: { drainMsMax: DRAIN_MS_MAX, ...setting.gateway },
    privateHosts: toolHosts(example),
    logFile,
    logLevel: setting.logLevel ?? 'info',
  });
  let isOver = false;
  const end = async (): Promise<void> => {
    if (isOver) return;
    isOver = true;
    await platform.close();
    await orderDesk.close();
  };
  return {
    ...platform,
    dir,
    logFile,
    orderDeskUrl: orderDesk.url,
    uri: `sip:orders@${platform.sip.host}:${platform.sip.port}`,
    ledger: async () => {
      const response = await fetch(`${orderDesk.url}/ledger`);
      return ((await response.json()) as { entries: Entry[] }).entries;
    },
    end,
    stop: async () => {
      await end();
      await folder.remove();
    },
  };
};
