// `up`: leaves the platform running until it is told to go, then drains.
import { createLogger, type Env, hostPort } from '@trunkline/runtime';
import { type GatewayConfig, readConfig } from '@trunkline/sip-gateway';
import { serveOrderDesk } from '@trunkline/order-desk';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Tenant } from '@trunkline/tenant';
import { type HostPort, type Platform, type PlatformOptions, startPlatform } from '../platform';
import { startProcesses } from '../processes/start-processes';
import { type Arguments } from './arguments';
import { readVariables, tenantOf, toolHosts, type Variables } from '../tenants';
import { type Command, interrupted, print } from './command';
import { DATA_DIR, EXAMPLE_TENANT, rememberDataDir } from './paths';
import { type ProcessChoice, processChoice, PROCESS_FLAGS } from './process-flags';
import { processTable } from './process-table';

export const up: Command = {
  spec: {
    name: 'up',
    summary:
      'Leaves the platform running: any SIP client can call it, human agents work at its desk. Ctrl-C drains.',
    positionals: [],
    flags: {
      '--sip': { value: 'HOST:PORT', help: 'where SIP is answered, UDP and TCP (127.0.0.1:5060)' },
      '--http': {
        value: 'HOST:PORT',
        help: 'desk, API and metrics (127.0.0.1:8080); with --processes the trace is one port higher',
      },
      '--tenant': { value: 'DIR', help: 'folder of the tenant (the order desk, with its backend)' },
      '--data': { value: 'DIR', help: 'where everything is kept (.trunkline/data)' },
      '--set': { value: 'A=B,C=D', help: 'values for ${...} in the tenant folder' },
      ...PROCESS_FLAGS,
      '--verbose': { help: 'logs on the terminal instead of a file' },
    },
  },
  run: async (given, env) => {
    const choice = processChoice(given);
    const dataDir = resolve(given.text('--data') ?? DATA_DIR);
    await mkdir(dataDir, { recursive: true });
    await rememberDataDir(dataDir);
    const backend = given.has('--tenant') ? undefined : await exampleBackend(dataDir);
    try {
      return await runUntilInterrupted({ given, env, dataDir, choice, backend });
    } finally {
      await backend?.close();
    }
  },
};

const runUntilInterrupted = async ({
  given,
  env,
  dataDir,
  choice,
  backend,
}: Pick<Begun, 'given' | 'env' | 'dataDir'> & {
  readonly choice: ProcessChoice | undefined;
  readonly backend: Backend | undefined;
}): Promise<number> => {
  const variables = { ...backend?.variables, ...readVariables(given.text('--set')?.split(',') ?? []) };
  const tenantDir = resolve(given.text('--tenant') ?? EXAMPLE_TENANT);
  const begun: Begun = { given, env, dataDir, tenantDir, variables, tenant: tenantOf(tenantDir, variables) };
  const running = choice ? await upInProcesses(begun, choice) : await upInOne(begun);
  if (backend) print(`Backend    ${backend.variables.orders_url}   (the order desk of the example)`);
  print(`Data       ${dataDir}`);
  print('Ready. Ctrl-C drains and ends.');
  await interrupted();
  print(`Draining ${running.linesActive()} ...`);
  await running.close();
  print('Done.');
  return 0;
};

interface Backend {
  readonly variables: { readonly orders_url: string; readonly agent_uri: string };
  close(): Promise<void>;
}

interface Begun {
  readonly given: Arguments;
  readonly env: NodeJS.ProcessEnv;
  readonly dataDir: string;
  readonly tenantDir: string;
  readonly variables: Variables;
  readonly tenant: Tenant;
}

interface Running {
  linesActive(): string;
  close(): Promise<void>;
}

const upInOne = async ({ given, env, dataDir, tenant }: Begun): Promise<Running> => {
  const platform = await startPlatform(optionsOf(given, { dataDir, tenant, env }));
  welcome(platform, tenant);
  print(`Metrics    ${urlOf(platform.http)}/metrics`);
  return {
    linesActive: () => `${platform.gateway.linesActive()} lines`,
    close: () => platform.close(),
  };
};

const upInProcesses = async (begun: Begun, choice: ProcessChoice): Promise<Running> => {
  const { given, env, dataDir, tenant } = begun;
  print('Starting the processes ...');
  const running = await startProcesses({
    ...choice,
    ...begun,
    sip: sipOf(given),
    http: httpOf(given),
    durable: true,
    drainMsMax: readConfig(env).drainMsMax,
    log: createLogger({
      service: 'supervisor',
      instance: 'supervisor-1',
      file: join(dataDir, 'supervisor.log'),
    }),
    say: print,
  });
  welcome(running, tenant);
  print(`Trace      ${urlOf(running.trace)}/v1/calls   (bearer key: the same)`);
  for (const line of processTable(running.entries())) print(line);
  return { linesActive: () => 'the lines', close: () => running.close() };
};

const optionsOf = (
  given: Arguments,
  { dataDir, tenant, env }: { dataDir: string; tenant: Tenant; env: Env },
): PlatformOptions => ({
  dataDir,
  sip: sipOf(given),
  http: httpOf(given),
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

const sipOf = (given: Arguments): HostPort => hostPort(given.text('--sip') ?? '127.0.0.1:5060', '--sip');

const httpOf = (given: Arguments): HostPort => hostPort(given.text('--http') ?? '127.0.0.1:8080', '--http');

const urlOf = ({ host, port }: HostPort): string => `http://${host}:${port}`;

const welcome = (
  { sip, http, deskKey }: Pick<Platform, 'sip' | 'http' | 'deskKey'>,
  tenant: Tenant,
): void => {
  for (const { number } of tenant.numbers) print(`Call       sip:${number}@${sip.host}:${sip.port}`);
  print(`Desk       ${urlOf(http)}/desk   (desk key ${deskKey})`);
};

/** The example tenant comes with its backend and a telephone for its human agent's address. */
const exampleBackend = async (dataDir: string): Promise<Backend> => {
  const desk = await serveOrderDesk({ dataDir: join(dataDir, 'order-desk'), port: 0 });
  return {
    variables: { orders_url: desk.url, agent_uri: 'sip:ana@127.0.0.1:5070' },
    close: () => desk.close(),
  };
};
