// Commands of the launcher, each in a process of its own.
import { eventually } from '@trunkline/platform/trial/eventually';
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { type Readable } from 'node:stream';

export const MAIN = require.resolve('@trunkline/platform/main');

export interface Ran {
  readonly exitCode: number | null;
  readonly output: string;
}

/** Runs a command to its end; one that takes longer is killed. */
export const run = async (words: readonly string[], msMax: number): Promise<Ran> => {
  const child = spawn(process.execPath, [MAIN, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = outputOf(child);
  const late = setTimeout(() => child.kill('SIGKILL'), msMax);
  const exitCode = await ended(child);
  clearTimeout(late);
  return { exitCode, output: output() };
};

export interface PlatformProcess {
  readonly pid: number;
  /** `sip:orders@127.0.0.1:<port>` */
  readonly uri: string;
  /** `127.0.0.1:<port>` */
  readonly sip: string;
  /** `http://127.0.0.1:<port>` */
  readonly http: string;
  readonly deskKey: string;
  output(): string;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Drains and ends it; resolves with the exit code. */
  stop(): Promise<number | null>;
}

const START_MS_MAX = 90_000;

/** `up` on free ports of the loopback. Rejects with what it printed when it does not come up. */
export const startUp = async (
  words: readonly string[],
  node: readonly string[] = [],
  settings: Readonly<Record<string, string>> = {},
): Promise<PlatformProcess> => {
  const ports = ['--sip', '127.0.0.1:0', '--http', '127.0.0.1:0'];
  const child = spawn(process.execPath, [...node, MAIN, 'up', ...ports, ...words], {
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = outputOf(child);
  const over = ended(child);
  let isOver = false;
  void over.then(() => (isOver = true));
  await eventually('a platform that is up', START_MS_MAX, () => {
    if (isOver) throw new Error(`the platform does not come up: ${output()}`);
    return /^Ready\./m.test(output()) || undefined;
  });
  const found = (pattern: RegExp): string => pattern.exec(output())?.[1] ?? '';
  const sip = found(/sip:orders@(\S+)/);
  return {
    pid: child.pid ?? 0,
    sip,
    uri: `sip:orders@${sip}`,
    http: found(/^Desk\s+(\S+)\/desk/m),
    deskKey: found(/desk key (\S+)\)/),
    output,
    kill: async () => {
      child.kill('SIGKILL');
      await over;
    },
    stop: () => {
      child.kill('SIGTERM');
      return over;
    },
  };
};

type Child = ChildProcessByStdio<null, Readable, Readable>;

const outputOf = (child: Child): (() => string) => {
  let output = '';
  const keep = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  return () => output;
};

const ended = (child: Child): Promise<number | null> =>
  new Promise((resolve, reject) => {
    child.on('close', resolve);
    child.on('error', reject);
  });
