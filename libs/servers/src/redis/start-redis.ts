// Starts a Redis on the loopback that keeps nothing: cache, rate counters, presence.
import { serverAccount } from '@trunkline/event-store/postgres-server/account';
import { type Missing, missingError, programPath, says } from '../found';
import { type RunningServer } from '../running-server';
import { openServerFolder } from '../server-folder';
import { standServer } from '../stand-server';
import { type StartOptions } from '../start-options';
import { askRedis } from './redis-answer';

export interface FoundRedis {
  readonly status: 'found';
  readonly program: string;
  readonly version: string;
}

/** Rejects with an Error that says what is missing and what to do. */
export const startRedis = async (options: StartOptions): Promise<RunningServer> => {
  const found = findRedis();
  if (found.status === 'missing') throw missingError(found);
  const account = serverAccount(ACCOUNTS);
  return standServer({
    name: 'redis',
    version: found.version,
    folder: openServerFolder(options.dataDir, account),
    account,
    port: options.port ?? 0,
    isKept: options.isKept ?? false,
    log: (message) => options.log?.(message),
    urlOf: (port) => `redis://127.0.0.1:${port}`,
    prepare: async (port) => [found.program, ...settings(port)],
    answers: async (pid, port) => (await askRedis(port)).pid === pid,
  });
};

/** By the PATH of this process. */
export const findRedis = (): FoundRedis | Missing => {
  const program = programPath('redis-server') ?? programPath('valkey-server');
  if (program === undefined)
    return { status: 'missing', why: 'no redis-server', remedy: 'install the package redis-server' };
  const version = /v=(\S+)/.exec(says(program, '--version') ?? '')?.[1];
  return version === undefined
    ? { status: 'missing', why: `${program} does not run`, remedy: 'install the package redis-server again' }
    : { status: 'found', program, version };
};

const ACCOUNTS = ['redis', 'nobody'];

const settings = (port: number): string[] =>
  Object.entries({
    bind: '127.0.0.1',
    port: String(port),
    save: '',
    appendonly: 'no',
    maxmemory: '64mb',
    'maxmemory-policy': 'allkeys-lru',
    databases: '1',
    daemonize: 'no',
  }).flatMap(([name, value]) => [`--${name}`, value]);
