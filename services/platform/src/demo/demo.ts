// `demo`: three real calls to the order desk, each told as it happens and judged at its end.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command, print } from '../cli/command';
import { DEMO_DIR, EXAMPLE_TENANT, rememberDataDir } from '../cli/paths';
import { startPlatform, type Platform } from '../platform';
import { tenantOf, toolHosts } from '../tenants';
import { type OrderDeskProcess, startOrderDesk } from './order-desk-process';
import { playScene } from './play';
import { reportLines } from './report';
import { SCENES } from './scenes';

export const demo: Command = {
  spec: {
    name: 'demo',
    summary:
      'Three phone calls over real SIP and RTP to the example tenant, each with a report of what happened.',
    positionals: [],
    flags: { '--verbose': { help: 'logs on the terminal instead of a file' } },
  },
  run: async (given) => {
    const started = Date.now();
    const runDir = join(DEMO_DIR, `run-${new Date(started).toISOString().replace(/\D/g, '').slice(0, 14)}`);
    await mkdir(runDir, { recursive: true });
    await rememberDataDir(DEMO_DIR);
    const logFile = join(runDir, 'platform.log');
    if (!given.has('--verbose')) print(`Logs go to ${logFile}`);
    print('Starting the order desk and the platform ...');
    const orderDesk = await startOrderDesk(join(runDir, 'order-desk'));
    const agentPort = AGENT_SIP_PORT;
    const platform = await startDemoPlatform(orderDesk, {
      agentPort,
      ...(given.has('--verbose') ? {} : { logFile }),
    });
    print(
      `Platform up: sip:orders@${platform.sip.host}:${platform.sip.port}, desk http://${platform.http.host}:${platform.http.port}/desk`,
    );
    try {
      return await playAll(platform, { orderDesk, runDir, agentPort, started });
    } finally {
      print('Ending the platform ...');
      await platform.close();
      await orderDesk.stop();
    }
  },
};

const AGENT_SIP_PORT = 5_170;

const startDemoPlatform = (
  orderDesk: OrderDeskProcess,
  given: { agentPort: number; logFile?: string },
): Promise<Platform> => {
  const variables = { orders_url: orderDesk.url, agent_uri: `sip:ana@127.0.0.1:${given.agentPort}` };
  const tenant = tenantOf(EXAMPLE_TENANT, variables);
  return startPlatform({
    dataDir: DEMO_DIR,
    sip: { host: '127.0.0.1', port: 0 },
    http: { host: '127.0.0.1', port: 0 },
    tenants: [tenant],
    durable: false,
    privateHosts: toolHosts(tenant),
    ...(given.logFile ? { logFile: given.logFile } : {}),
  });
};

const playAll = async (
  platform: Platform,
  given: { orderDesk: OrderDeskProcess; runDir: string; agentPort: number; started: number },
): Promise<number> => {
  let failed = 0;
  for (const [index, scene] of SCENES.entries()) {
    print();
    print(`Call ${index + 1} of ${SCENES.length}: ${scene.title}`);
    const report = await playScene(scene, { platform, ...given });
    for (const line of reportLines(report)) print(line);
    if (report.failures.length > 0) failed += 1;
  }
  print();
  const seconds = Math.round((Date.now() - given.started) / 1_000);
  print(`${SCENES.length - failed} of ${SCENES.length} calls went as their scripts say, in ${seconds} s.`);
  print('Look further: ./trunkline calls, ./trunkline trace last, ./trunkline replay --all');
  return failed === 0 ? 0 : 1;
};
