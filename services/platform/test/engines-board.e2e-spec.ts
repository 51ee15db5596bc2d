// The board of the engines under a real Prometheus that watches every process of the platform on real servers.
import { answers } from '@trunkline/deployment/boards/answers';
import { panelsOf, seriesIn } from '@trunkline/deployment/boards/boards';
import { type PrometheusServer, startPrometheus } from '@trunkline/deployment/boards/prometheus-server';
import { readProcesses } from '@trunkline/platform/processes/processes-file';
import { becomes, eventually } from '@trunkline/platform/trial/eventually';
import { type Caller, openCaller } from '@trunkline/platform/trial/people';
import { scratch, type Scratch } from '@trunkline/platform/trial/scratch';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { withProgram } from './installed';
import { type PlatformProcess, run, startUp } from './program';

const PROMETHEUS = process.env['PROMETHEUS_PATH'] ?? '/usr/bin/prometheus';
const SERVERS = ['/usr/bin/redis-server', '/usr/bin/java'];
const SCRAPE_SECONDS = 1;
const START_MS_MAX = 300_000;
const WAIT_MS_MAX = 60_000;

/** Moved by what goes wrong; each is moved where it stands. */
const QUIET: Readonly<Record<string, string>> = {
  voice_event_append_conflicts_total: 'two writers of one stream: event-store specs',
  voice_cache_degraded_total: 'a Redis that is away or late: cache, Redis specs',
  voice_trunk_proofs_total: 'a trunk with credentials, which the example has not: sip-gateway, proof specs',
  voice_rpc_failures_total: 'a service that is away: grpc, counted calls',
  voice_asr_workers_replaced_total: 'a worker that dies: stt, recogniser specs',
  voice_asr_seat_wait_seconds_bucket: 'fed by speech; board.e2e-spec.ts',
  voice_asr_busy_total: 'fed by speech; board.e2e-spec.ts',
  voice_breaker_state: 'fed by the first action of a tool; board.e2e-spec.ts',
};

/** An order is looked up by keys. */
const LOOK_UP = [
  ...[{ listen: 900 }, { press: '1' }, { listen: 900 }, { press: '47112' }, { listen: 900 }],
  ...[{ press: '1' }, { listen: 1_500 }, 'hang up'],
];

const missing = SERVERS.find((path) => !existsSync(path));

withProgram(missing ?? PROMETHEUS)('the board of the engines', () => {
  let folder: Scratch;
  let platform: PlatformProcess;
  let prometheus: PrometheusServer;
  let caller: Caller;
  let fromSeconds: number;
  let toSeconds: number;

  const servers = async (...words: readonly string[]): Promise<void> => {
    const { exitCode, output } = await run(['servers', ...words, '--data', serversDir()], START_MS_MAX);
    if (exitCode !== 0) throw new Error(`the servers: ${output}`);
  };
  const serversDir = (): string => join(folder.dir, 'servers');

  beforeAll(async () => {
    folder = await scratch('engines-board');
    await servers('up', '--postgres-port', '0', '--redis-port', '0', '--kafka-port', '0');
    const dataDir = join(folder.dir, 'data');
    platform = await startUp([
      ...['--processes', '--engines', 'real', '--servers', serversDir(), '--data', dataDir],
      ...['--instances', 'dialogue-policy=2'],
    ]);
    const { processes } = await eventually('the list of processes', WAIT_MS_MAX, () =>
      readProcesses(dataDir).catch(() => undefined),
    );
    const scrapes = processes.map(({ name, metrics }) => ({ job: name, targets: [new URL(metrics).host] }));
    fromSeconds = Date.now() / 1_000;
    prometheus = await startPrometheus(PROMETHEUS, { scrapes, scrapeSeconds: SCRAPE_SECONDS });
    await becomes('a first scrape of each', WAIT_MS_MAX, () => prometheus.isScraping());
    caller = await openCaller({ rtpPort: 47_640 });
    await caller.call(platform.uri, LOOK_UP);
    await caller.call(platform.uri, LOOK_UP);
    toSeconds = Date.now() / 1_000 + 3 * SCRAPE_SECONDS;
    await becomes('the last scrapes', WAIT_MS_MAX, () => Date.now() / 1_000 > toSeconds);
  }, 2 * START_MS_MAX);

  afterAll(async () => {
    await prometheus.stop();
    await caller.close();
    await platform.stop();
    await servers('down');
    await folder.remove();
  }, START_MS_MAX);

  const shown = (query: string): Promise<number> =>
    answers(prometheus, query, { fromSeconds, toSeconds, stepSeconds: SCRAPE_SECONDS });

  it.each(panelsOf('engines.json').map((panel) => [panel.title, panel] as const))(
    'shows %s',
    async (_title, { queries }) => {
      const empty: string[] = [];
      for (const query of queries) {
        const isShown = (await shown(query)) > 0;
        if (!isShown && !seriesIn(query).some((series) => series in QUIET)) empty.push(query);
      }
      expect(empty).toEqual([]);
    },
  );

  it('finds one relay among those that offer themselves', async () => {
    const leading = await prometheus.queryRange('sum(voice_outbox_leading)', {
      fromSeconds: toSeconds - 2,
      toSeconds,
      stepSeconds: SCRAPE_SECONDS,
    });
    expect(leading[0]?.values.at(-1)?.[1]).toBe(1);
  });
});
