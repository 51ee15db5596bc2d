// The flags of the commands that can run every service in a process of its own.
import { hostPort } from '@trunkline/runtime';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Instances, SCALABLE } from '../processes/process-plan';
import { type ProcessesOptions } from '../processes/start-processes';
import { type Arguments, type FlagSpec, UsageError } from './arguments';
import { ROOT } from './paths';

export const PROCESS_FLAGS: Readonly<Record<string, FlagSpec>> = {
  '--processes': { help: 'each service in a process of its own, kept running' },
  '--engines': {
    value: 'KIND',
    help: 'with --processes: embedded (Postgres of the packages), or real (Postgres, Kafka and Redis of ./trunkline servers)',
  },
  '--servers': { value: 'DIR', help: 'with --engines real: the folder of the servers (.trunkline/servers)' },
  '--sip-engine': {
    value: 'URL',
    help: 'with --processes: drachtio://HOST:PORT instead of the embedded engine; --sip says where it answers',
  },
  '--sip-engine-secret': { value: 'FILE', help: "holds the drachtio-server's admin secret" },
  '--instances': { value: 'A=N,B=N', help: `with --processes: how many of ${SCALABLE.join(', ')}` },
};

export type ProcessChoice = Pick<ProcessesOptions, 'engines' | 'sipEngine' | 'instances'>;

const INSTANCES_MAX = 8;

/** Undefined when everything runs in one process. Throws UsageError. */
export const processChoice = (given: Arguments): ProcessChoice | undefined => {
  if (given.has('--processes'))
    return {
      engines: enginesOf(given),
      sipEngine: sipEngineOf(given),
      instances: instancesOf(given.text('--instances')),
    };
  const alone = Object.keys(PROCESS_FLAGS).find((flag) => given.text(flag) !== undefined);
  if (alone !== undefined) throw new UsageError(`${alone} needs --processes`);
  return undefined;
};

const enginesOf = (given: Arguments): ProcessChoice['engines'] => {
  const kind = given.text('--engines') ?? 'embedded';
  const serversDir = given.text('--servers');
  if (kind === 'real')
    return { kind, serversDir: resolve(serversDir ?? resolve(ROOT, '.trunkline/servers')) };
  if (kind !== 'embedded') throw new UsageError(`--engines ${kind} is neither embedded nor real`);
  if (serversDir !== undefined) throw new UsageError('--servers needs --engines real');
  return { kind };
};

const sipEngineOf = (given: Arguments): ProcessChoice['sipEngine'] => {
  const url = given.text('--sip-engine');
  const secretFile = given.text('--sip-engine-secret');
  if (url === undefined || url === 'embedded') return { kind: 'embedded' };
  if (!url.startsWith('drachtio://')) throw new UsageError(`--sip-engine ${url} is not drachtio://HOST:PORT`);
  hostPort(url.slice('drachtio://'.length), '--sip-engine');
  if (secretFile === undefined) throw new UsageError('--sip-engine needs --sip-engine-secret FILE');
  return { kind: 'drachtio', url, secret: readFileSync(secretFile, 'utf8').trim() };
};

export const instancesOf = (words: string | undefined): Instances =>
  Object.fromEntries(
    (words?.split(',') ?? []).map((word) => {
      const [name = '', count = ''] = word.split('=');
      const number = Number(count);
      const isKnown = SCALABLE.some((scalable) => scalable === name);
      if (!isKnown) throw new UsageError(`--instances ${word}: there can be more of ${SCALABLE.join(', ')}`);
      if (!Number.isInteger(number) || number < 1 || number > INSTANCES_MAX)
        throw new UsageError(`--instances ${word} is not NAME=1..${INSTANCES_MAX}`);
      return [name, number];
    }),
  );
