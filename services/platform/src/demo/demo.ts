// `demo`: three real calls to the order desk, each told as it happens and judged at its end.
import { createLogger, hostPort } from '@trunkline/runtime';
import { type Tenant } from '@trunkline/tenant';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Arguments, UsageError } from '../cli/arguments';
import { type Command, print } from '../cli/command';
import { DEMO_DIR, EXAMPLE_TENANT, rememberDataDir } from '../cli/paths';
import { processChoice, PROCESS_FLAGS, type ProcessChoice } from '../cli/process-flags';
import { processTable } from '../cli/process-table';
import { type HostPort, startPlatform } from '../platform';
import { startProcesses } from '../processes/start-processes';
import { tenantOf, toolHosts, type Variables } from '../tenants';
import { type OrderDeskProcess, startOrderDesk } from './order-desk-process';
import { type PersonProcess, startPerson } from './person-process';
import { type DemoPlatform, playScene } from './play';
import { reportLines } from './report';
import { SCENES } from './scenes';

export const demo: Command = {
  spec: {
    name: 'demo',
    summary:
      'Three phone calls over real SIP and RTP to the example tenant, each with a report of what happened.',
    positionals: [],
    flags: {
      '--data': { value: 'DIR', help: 'where everything is kept (.trunkline/demo)' },
      ...PROCESS_FLAGS,
      '--sip': {
        value: 'HOST:PORT',
        help: 'where SIP is answered (a free port); with --sip-engine, where that one is',
      },
      '--verbose': { help: 'logs on the terminal instead of a file' },
    },
  },
  run: async (given, env) => {
    const started = Date.now();
    const choice = processChoice(given);
    const dataDir = resolve(
      given.text('--data') ?? (choice ? `${DEMO_DIR}-processes-${choice.engines.kind}` : DEMO_DIR),
    );
    const runDir = join(dataDir, `run-${new Date(started).toISOString().replace(/\D/g, '').slice(0, 14)}`);
    await mkdir(runDir, { recursive: true });
    await rememberDataDir(dataDir);
    const logFile = given.has('--verbose') ? undefined : join(runDir, 'platform.log');
    if (logFile) print(`Logs go to ${choice ? join(dataDir, 'logs') : logFile}`);
    print('Starting the order desk, a telephone for Ana and the platform ...');
    const orderDesk = await startOrderDesk(join(runDir, 'order-desk'));
    const ana = startPerson(['answer', 'ana', '--record', runDir], (line) => print(`  ${line}`));
    try {
      const variables = { orders_url: orderDesk.url, agent_uri: `sip:ana@${await ana.ready}` };
      const at = sipOf(given, choice);
      const platform = await startDemoPlatform({ dataDir, variables, logFile, choice, env, sip: at });
      const { sip, http } = platform;
      print(`Platform up: sip:orders@${sip.host}:${sip.port}, desk http://${http.host}:${http.port}/desk`);
      return await playAll(platform, { orderDesk, ana, runDir, started });
    } finally {
      ana.stop();
      await orderDesk.stop();
    }
  },
};

/** An engine that runs already listens where it listens. */
const sipOf = (given: Arguments, choice: ProcessChoice | undefined): HostPort => {
  const words = given.text('--sip');
  if (words !== undefined) return hostPort(words, '--sip');
  if (choice?.sipEngine.kind === 'drachtio')
    throw new UsageError('demo: --sip-engine needs --sip HOST:PORT, where that engine answers SIP');
  return LOOPBACK;
};

const LOOPBACK: HostPort = { host: '127.0.0.1', port: 0 };
const DRAIN_MS_MAX = 10_000;

interface DemoStart {
  readonly dataDir: string;
  readonly variables: Variables;
  readonly logFile: string | undefined;
  readonly choice: ProcessChoice | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly sip: HostPort;
}

const startDemoPlatform = async (start: DemoStart): Promise<DemoPlatform> => {
  const { dataDir, variables, logFile, choice } = start;
  const tenant = tenantOf(EXAMPLE_TENANT, variables);
  const ports = { sip: start.sip, http: LOOPBACK };
  if (choice) return demoInProcesses(start, { ...choice, ...ports, tenant });
  return startPlatform({
    dataDir,
    ...ports,
    tenants: [tenant],
    durable: false,
    privateHosts: toolHosts(tenant),
    ...(logFile ? { logFile } : {}),
  });
};

const demoInProcesses = async (
  { dataDir, variables, logFile, env }: DemoStart,
  placed: ProcessChoice & { readonly sip: HostPort; readonly http: HostPort; readonly tenant: Tenant },
): Promise<DemoPlatform> => {
  const running = await startProcesses({
    ...placed,
    dataDir,
    variables,
    env,
    tenantDir: EXAMPLE_TENANT,
    durable: false,
    drainMsMax: DRAIN_MS_MAX,
    log: createLogger({
      service: 'supervisor',
      instance: 'supervisor-1',
      ...(logFile ? { file: logFile } : {}),
    }),
    say: print,
  });
  for (const line of processTable(running.entries())) print(line);
  return running;
};

const playAll = async (
  platform: DemoPlatform,
  given: { orderDesk: OrderDeskProcess; ana: PersonProcess; runDir: string; started: number },
): Promise<number> => {
  let failed = 0;
  try {
    for (const [index, scene] of SCENES.entries()) {
      print();
      print(`Call ${index + 1} of ${SCENES.length}: ${scene.title}`);
      const report = await playScene(scene, { platform, ...given });
      for (const line of reportLines(report)) print(line);
      if (report.failures.length > 0) failed += 1;
    }
  } finally {
    print();
    print('Ending the platform ...');
    await platform.close();
  }
  const seconds = Math.round((Date.now() - given.started) / 1_000);
  print(`${SCENES.length - failed} of ${SCENES.length} calls went as their scripts say, in ${seconds} s.`);
  print('Look further: ./trunkline calls, ./trunkline trace last, ./trunkline replay --all');
  return failed === 0 ? 0 : 1;
};
