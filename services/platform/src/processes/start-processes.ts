// The composition root of the distributed profile: every service in a process of its own, kept running from here.
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepRecord } from '@trunkline/event-store';
import { type Logger } from '@trunkline/runtime';
import { type Tenant } from '@trunkline/tenant';
import { type HostPort } from '../platform-options';
import { openRecord, type OpenRecord } from '../record';
import { startUpkeep } from '../record-upkeep';
import { readSecrets } from '../secrets';
import { toolHosts } from '../tenants';
import { chooseEngines, realEngines } from './engine-choice';
import { freeSipPort, freeTcpPorts } from './free-ports';
import { type KeptProcess } from './kept-process';
import { awaitPredecessors } from './predecessors';
import { type Instances, planProcesses, type ProcessPlan, type SecretName } from './process-plan';
import { entryOf, type ProcessEntry, removeProcesses, writeProcesses } from './processes-file';
import { writeSecrets } from './secret-files';
import { supervise } from './supervisor';

export interface ProcessesOptions {
  readonly dataDir: string;
  readonly sip: HostPort;
  /** Of the desk; the trace is served one port higher, or with 0 at any free one. */
  readonly http: HostPort;
  readonly tenant: Tenant;
  readonly tenantDir: string;
  /** Values for `${...}` in the tenant's folder. */
  readonly variables: Readonly<Record<string, string>>;
  readonly durable: boolean;
  /** A database that somebody else keeps running; otherwise that of the folder or its servers. */
  readonly databaseUrl?: string;
  readonly engines: { readonly kind: 'embedded' } | { readonly kind: 'real'; readonly serversDir: string };
  readonly sipEngine:
    | { readonly kind: 'embedded' }
    | { readonly kind: 'drachtio'; readonly url: string; readonly secret: string };
  readonly instances: Instances;
  readonly drainMsMax: number;
  readonly env: NodeJS.ProcessEnv;
  readonly log: Logger;
  /** A sentence for whoever watches: what starts, what ended and starts again. */
  readonly say: (sentence: string) => void;
}

export interface RunningProcesses {
  readonly sip: HostPort;
  readonly http: HostPort;
  readonly trace: HostPort;
  readonly deskKey: string;
  readonly recordingsDir: string;
  readonly record: OpenRecord;
  /** Of its topics and groups; empty without brokers. */
  readonly topicPrefix: string;
  entries(): readonly ProcessEntry[];
  /** The gateway drains, then everything ends in order. */
  close(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';
/** Room in the ports' list for the instances of every service. */
const PORTS = 40;

/** Rejects with an Error that says which process does not start and what it said; none is left running then. */
export const startProcesses = async (options: ProcessesOptions): Promise<RunningProcesses> => {
  const { dataDir } = options;
  await mkdir(dataDir, { recursive: true });
  await awaitPredecessors(dataDir, (sentence) => options.say(sentence));
  const choice = await chooseEngines(dataDir, options.engines);
  const onServers =
    choice.kind === 'real' ? await realEngines(choice, (text) => options.say(text)) : undefined;
  const record = await openRecord(options);
  const socketDir = await mkdtemp(join(tmpdir(), 'trunkline-'));
  const undo = async (): Promise<void> => {
    await removeProcesses(dataDir);
    await rm(socketDir, { recursive: true, force: true });
    await record.close();
  };
  try {
    const placed = await place(options, { record, socketDir, settings: onServers?.settings ?? {} });
    const supervisor = await supervise(placed.plans, {
      logDir: join(dataDir, 'logs'),
      env: options.env,
      say: (sentence) => options.say(sentence),
      onChange: (processes) => void note(options, placed, processes),
    });
    const stopUpkeep = keepUp(options, record);
    return {
      ...placed,
      record,
      topicPrefix: onServers?.settings.KAFKA_TOPIC_PREFIX ?? '',
      entries: () => supervisor.processes.map(entryOf),
      close: async () => {
        await supervisor.end();
        await stopUpkeep();
        await undo();
      },
    };
  } catch (error) {
    await undo();
    throw error;
  }
};

/** A database that somebody else keeps running is kept by them too. */
const keepUp = ({ databaseUrl, log }: ProcessesOptions, { pool }: OpenRecord): (() => Promise<void>) => {
  if (databaseUrl !== undefined) return async () => undefined;
  const upkeep = startUpkeep({ keep: (limits) => keepRecord(pool, limits), log });
  return () => upkeep.stop();
};

interface Placed extends Pick<RunningProcesses, 'sip' | 'http' | 'trace' | 'deskKey' | 'recordingsDir'> {
  readonly plans: readonly ProcessPlan[];
}

const place = async (
  options: ProcessesOptions,
  given: { record: OpenRecord; socketDir: string; settings: Readonly<Record<string, string>> },
): Promise<Placed> => {
  const { dataDir } = options;
  const [deskPort = 0, tracePort = 0, ...operationsPorts] = await freeTcpPorts(PORTS);
  const sip = await freeSipPort(options.sip);
  const http = options.http.port === 0 ? { host: LOOPBACK, port: deskPort } : options.http;
  const trace =
    options.http.port === 0 ? { host: LOOPBACK, port: tracePort } : { ...http, port: http.port + 1 };
  const recordingsDir = join(dataDir, 'recordings');
  const spansDir = join(dataDir, 'spans');
  const { secretFiles, deskKey } = await secretsOf(options, given.record);
  const plans = planProcesses({
    ...options,
    ...given,
    engines: { DATABASE_MIGRATE: 'false', DATABASE_CONNECTIONS_MAX: '6', ...given.settings },
    privateHosts: toolHosts(options.tenant),
    recordingsDir,
    spansDir,
    secretFiles,
    sip,
    desk: http,
    trace,
    operationsPort: portsByName(operationsPorts),
  });
  return { sip, http, trace, deskKey, recordingsDir, plans };
};

/** Each name has a port of its own, the same whenever it is asked for. */
const portsByName = (ports: readonly number[]): ((name: string) => number) => {
  const names: string[] = [];
  return (name) => {
    if (!names.includes(name)) names.push(name);
    const port = ports[names.indexOf(name)];
    if (port === undefined) throw new Error(`there are at most ${ports.length} processes`);
    return port;
  };
};

const secretsOf = async ({ dataDir, sipEngine }: ProcessesOptions, { databaseUrl }: OpenRecord) => {
  const { serviceKey, confirmationKey, deskKey } = await readSecrets(dataDir);
  const secrets: Readonly<Record<SecretName, string>> = {
    DATABASE_URL: databaseUrl,
    CONFIRMATION_KEY: confirmationKey,
    TOOLS_SERVICE_KEY: serviceKey,
    DESK_KEY: deskKey,
    TRACE_KEY: deskKey,
    CACHE_KEY: serviceKey,
    SIP_ENGINE_SECRET: sipEngine.kind === 'drachtio' ? sipEngine.secret : 'embedded',
  };
  const dir = join(dataDir, 'secrets');
  const secretFiles = await writeSecrets(dir, secrets);
  await chmod(dir, 0o700);
  return { secretFiles, deskKey };
};

/** What cannot be written is said and no more: the calls go on. */
const note = (
  { dataDir, say }: ProcessesOptions,
  { sip, http, trace }: Placed,
  processes: readonly KeptProcess[],
): Promise<void> =>
  writeProcesses(dataDir, {
    supervisor: process.pid,
    sip: `${sip.host}:${sip.port}`,
    desk: `http://${http.host}:${http.port}/desk`,
    trace: `http://${trace.host}:${trace.port}/v1/calls`,
    processes: processes.map(entryOf),
  }).catch((error: unknown) => say(`processes.json cannot be written: ${String(error)}`));
