// A Prometheus of this machine on a free port of the loopback, for as long as somebody asks it.
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  /** Seconds since 1970, and the value; NaN and infinities as they come. */
  readonly values: readonly (readonly [number, number])[];
}

export interface QueryRange {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly stepSeconds: number;
}

export interface PrometheusServer {
  readonly url: string;
  /** Rejects with what Prometheus says of the query. */
  queryRange(query: string, range: QueryRange): Promise<readonly Sample[]>;
  /** Whether every target answered its last scrape; false before the first one. */
  isScraping(): Promise<boolean>;
  stop(): Promise<void>;
}

export interface Scrape {
  readonly job: string;
  /** `host:port` */
  readonly targets: readonly string[];
}

const START_MS_MAX = 20_000;
const ANSWER_MS_MAX = 10_000;
const READY_LOOK_MS = 100;

/** Rejects with what it printed when it does not come up. */
export const startPrometheus = async (
  program: string,
  options: { readonly scrapes: readonly Scrape[]; readonly scrapeSeconds: number },
): Promise<PrometheusServer> => {
  const dir = await mkdtemp(join(tmpdir(), 'trunkline-prometheus-'));
  const config = join(dir, 'prometheus.json');
  await writeFile(config, JSON.stringify(configOf(options)));
  const child = spawn(
    program,
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(dir, 'data')}`,
      '--web.listen-address=127.0.0.1:0',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const over = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await over;
    await rm(dir, { recursive: true, force: true });
  };
  try {
    const url = `http://${await listening(child.stderr, over)}`;
    await ready(url);
    return { url, stop, ...clientOf(url) };
  } catch (error) {
    await stop();
    throw error;
  }
};

/** JSON is YAML. */
const configOf = ({
  scrapes,
  scrapeSeconds,
}: {
  readonly scrapes: readonly Scrape[];
  readonly scrapeSeconds: number;
}) => ({
  global: { scrape_interval: `${scrapeSeconds}s`, evaluation_interval: '15s' },
  scrape_configs: scrapes.map(({ job, targets }) => ({
    job_name: job,
    static_configs: [{ targets }],
  })),
});

const listening = (stderr: NodeJS.ReadableStream, over: Promise<void>): Promise<string> =>
  new Promise((resolve, reject) => {
    let said = '';
    const late = setTimeout(() => reject(new Error(`prometheus does not listen: ${said}`)), START_MS_MAX);
    void over.then(() => {
      clearTimeout(late);
      reject(new Error(`prometheus ended: ${said}`));
    });
    stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString('utf8')).slice(-8_192);
      const address = /Listening on"? address=(127\.0\.0\.1:\d+)/.exec(said)?.[1];
      if (address === undefined) return;
      clearTimeout(late);
      resolve(address);
    });
  });

/** It listens before it can be asked. */
const ready = async (url: string): Promise<void> => {
  const until = Date.now() + START_MS_MAX;
  for (;;) {
    const { ok } = await fetch(`${url}/-/ready`, { signal: AbortSignal.timeout(ANSWER_MS_MAX) });
    if (ok) return;
    if (Date.now() > until) throw new Error(`prometheus is not ready in ${START_MS_MAX} ms`);
    await pause(READY_LOOK_MS);
  }
};

interface Answer {
  readonly status: string;
  readonly error?: string;
  readonly data?: unknown;
}

const clientOf = (url: string) => {
  const ask = async (path: string, query: Readonly<Record<string, string>>): Promise<unknown> => {
    const response = await fetch(`${url}${path}?${new URLSearchParams(query).toString()}`, {
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    });
    const { status, error, data } = (await response.json()) as Answer;
    if (status !== 'success') throw new Error(`prometheus: ${error ?? response.status}`);
    return data;
  };
  return {
    queryRange: async (query: string, range: QueryRange): Promise<readonly Sample[]> => {
      const { result } = (await ask('/api/v1/query_range', {
        query,
        start: range.fromSeconds.toFixed(3),
        end: range.toSeconds.toFixed(3),
        step: String(range.stepSeconds),
      })) as { result: { metric: Record<string, string>; values: [number, string][] }[] };
      return result.map(({ metric, values }) => ({
        labels: metric,
        values: values.map(([at, value]) => [at, Number(value)] as const),
      }));
    },
    isScraping: async (): Promise<boolean> => {
      const { activeTargets } = (await ask('/api/v1/targets', {})) as {
        activeTargets: { health: string }[];
      };
      return activeTargets.length > 0 && activeTargets.every(({ health }) => health === 'up');
    },
  };
};
