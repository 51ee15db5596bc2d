// `up`: leaves the platform running until it is told to go, then drains.
import { type Env, hostPort } from '@trunkline/runtime';
import { type GatewayConfig, readConfig } from '@trunkline/sip-gateway';
import { serveOrderDesk } from '@trunkline/order-desk';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Tenant } from '@trunkline/tenant';
import { type Platform, type PlatformOptions, startPlatform } from '../platform';
import { type Arguments } from './arguments';
import { readVariables, tenantOf, toolHosts } from '../tenants';
import { type Command, interrupted, print } from './command';
import { DATA_DIR, EXAMPLE_TENANT, rememberDataDir } from './paths';

export const up: Command = {
  spec: {
    name: 'up',
    summary:
      'Leaves the platform running: any SIP client can call it, human agents work at its desk. Ctrl-C drains.',
    positionals: [],
    flags: {
      '--sip': { value: 'HOST:PORT', help: 'where SIP is answered, UDP and TCP (127.0.0.1:5060)' },
      '--http': { value: 'HOST:PORT', help: 'desk, API and metrics (127.0.0.1:8080)' },
      '--tenant': { value: 'DIR', help: 'folder of the tenant (the order desk, with its backend)' },
      '--data': { value: 'DIR', help: 'where everything is kept (.trunkline/data)' },
      '--set': { value: 'A=B,C=D', help: 'values for ${...} in the tenant folder' },
      '--verbose': { help: 'logs on the terminal instead of a file' },
    },
  },
  run: async (given, env) => {
    const dataDir = resolve(given.text('--data') ?? DATA_DIR);
    await mkdir(dataDir, { recursive: true });
    await rememberDataDir(dataDir);
    const backend = given.has('--tenant') ? undefined : await exampleBackend(dataDir);
    const variables = { ...backend?.variables, ...readVariables(given.text('--set')?.split(',') ?? []) };
    const tenant = tenantOf(resolve(given.text('--tenant') ?? EXAMPLE_TENANT), variables);
    const platform = await startPlatform(optionsOf(given, { dataDir, tenant, env }));
    welcome(platform, tenant);
    if (backend) print(`Backend    ${backend.variables.orders_url}   (the order desk of the example)`);
    print(`Data       ${dataDir}`);
    print('Ready. Ctrl-C drains and ends.');
    await interrupted();
    print(`Draining ${platform.gateway.linesActive()} lines ...`);
    await platform.close();
    await backend?.close();
    print('Done.');
    return 0;
  },
};

const optionsOf = (
  given: Arguments,
  { dataDir, tenant, env }: { dataDir: string; tenant: Tenant; env: Env },
): PlatformOptions => ({
  dataDir,
  sip: hostPort(given.text('--sip') ?? '127.0.0.1:5060', '--sip'),
  http: hostPort(given.text('--http') ?? '127.0.0.1:8080', '--http'),
  tenants: [tenant],
  durable: true,
  privateHosts: toolHosts(tenant),
  gateway: gatewayOf(dataDir, env),
  ...(given.has('--verbose') ? {} : { logFile: join(dataDir, 'platform.log') }),
});

/** GATEWAY_* of the environment: media address, RTP ports, limits; recordings stay with the data. */
const gatewayOf = (dataDir: string, env: Env): Partial<GatewayConfig> => {
  const { recordingsDir: _elsewhere, ...config } = readConfig({ ...env, GATEWAY_RECORDINGS_DIR: dataDir });
  return config;
};

const welcome = ({ sip, http, deskKey }: Platform, tenant: Tenant): void => {
  const at = (where: { host: string; port: number }): string => `${where.host}:${where.port}`;
  for (const { number } of tenant.numbers) print(`Call       sip:${number}@${at(sip)}`);
  print(`Desk       http://${at(http)}/desk   (desk key ${deskKey})`);
  print(`Metrics    http://${at(http)}/metrics`);
};

/** The example tenant comes with its backend and a telephone for its human agent's address. */
const exampleBackend = async (dataDir: string) => {
  const desk = await serveOrderDesk({ dataDir: join(dataDir, 'order-desk'), port: 0 });
  return {
    variables: { orders_url: desk.url, agent_uri: 'sip:ana@127.0.0.1:5070' },
    close: () => desk.close(),
  };
};
