// A SIP engine that can be killed under its gateway, and comes back at the same address.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type HostPort } from '../platform-options';
import { freeSipPort, freeTcpPorts } from '../processes/free-ports';

export interface SipEngineApart {
  readonly sip: HostPort;
  readonly admin: { readonly url: string; readonly secret: string };
  /** SIGKILL, and started again; resolves when it answers. */
  killAndRestart(): Promise<void>;
  close(): Promise<void>;
}

const MAIN = join(__dirname, 'sip-engine-process.js');
const START_MS_MAX = 15_000;

export const startSipEngine = async (): Promise<SipEngineApart> => {
  const sip = await freeSipPort({ host: '127.0.0.1', port: 0 });
  const [adminPort = 0] = await freeTcpPorts(1);
  const secret = randomBytes(16).toString('hex');
  const words = [`${sip.host}:${sip.port}`, `127.0.0.1:${adminPort}`, secret];
  let child = await started(words);
  return {
    sip,
    admin: { url: `drachtio://127.0.0.1:${adminPort}`, secret },
    killAndRestart: async () => {
      await ended(child, 'SIGKILL');
      child = await started(words);
    },
    close: () => ended(child, 'SIGTERM'),
  };
};

const started = (words: readonly string[]): Promise<ChildProcess> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
    const late = setTimeout(() => reject(new Error('the SIP engine does not start')), START_MS_MAX);
    child.stdout.once('data', () => {
      clearTimeout(late);
      resolve(child);
    });
    child.once('close', (code) => reject(new Error(`the SIP engine ended with ${code}`)));
  });

const ended = async (child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.kill(signal);
  await gone;
};
