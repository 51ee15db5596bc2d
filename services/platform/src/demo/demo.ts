// `demo`: three real calls to the order desk, each told as it happens and judged at its end.
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Command, print } from '../cli/command';
import { DEMO_DIR, EXAMPLE_TENANT, rememberDataDir } from '../cli/paths';
import { startPlatform, type Platform } from '../platform';

import { tenantOf, toolHosts } from '../tenants';
import { type OrderDeskProcess, startOrderDesk } from './order-desk-process';
import { type PersonProcess, startPerson } from './person-process';
import { playScene } from './play';
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
      '--verbose': { help: 'logs on the terminal instead of a file' },
    },
  },
  run: async (given) => {
    const started = Date.now();
    const dataDir = resolve(given.text('--data') ?? DEMO_DIR);
    const runDir = join(dataDir, `run-${new Date(started).toISOString().replace(/\D/g, '').slice(0, 14)}`);
    await mkdir(runDir, { recursive: true });
    await rememberDataDir(dataDir);
    const logFile = given.has('--verbose') ? undefined : join(runDir, 'platform.log');
    if (logFile) print(`Logs go to ${logFile}`);
    print('Starting the order desk, a telephone for Ana and the platform ...');
    const orderDesk = await startOrderDesk(join(runDir, 'order-desk'));
    const ana = startPerson(['answer', 'ana', '--record', runDir], (line) => print(`  ${line}`));
    try {
      const agentUri = `sip:ana@${await ana.ready}`;
      const platform = await startDemoPlatform({ dataDir, orderDesk, agentUri, logFile });
      const { sip, http } = platform;
      print(`Platform up: sip:orders@${sip.host}:${sip.port}, desk http://${http.host}:${http.port}/desk`);
      return await playAll(platform, { orderDesk, ana, runDir, started });
    } finally {
      ana.stop();
      await orderDesk.stop();
    }
  },
};

const startDemoPlatform = (given: {
  readonly dataDir: string;
  readonly orderDesk: OrderDeskProcess;
  readonly agentUri: string;
  readonly logFile: string | undefined;
}): Promise<Platform> => {
  const tenant = tenantOf(EXAMPLE_TENANT, { orders_url: given.orderDesk.url, agent_uri: given.agentUri });
  return startPlatform({
    dataDir: given.dataDir,
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
