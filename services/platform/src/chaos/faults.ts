// What can be broken on a stage, by process id or by port, and how one sees that it is whole again.
import { connect } from 'node:net';
import { type ServerName } from '@trunkline/servers';
import { type ServiceName } from '../processes/process-plan';
import { type ProcessEntry } from '../processes/processes-file';
import { type RunningProcesses } from '../processes/start-processes';
import { becomes, eventually } from '../trial/eventually';
import { type CommitCutter } from './commit-cutter';
import { type OwnServers } from './own-servers';
import { type SipEngineApart } from './sip-engine-apart';
import { type Stage } from './stage';
import { topicOf } from './topic';

export type Faults = Pick<
  Stage,
  | 'kill'
  | 'terminate'
  | 'healthy'
  | 'stopOwner'
  | 'killSipEngine'
  | 'killServer'
  | 'startServer'
  | 'flushRedis'
  | 'cutNextCommit'
  | 'putPoison'
  | 'deadLetters'
  | 'behindRecord'
>;

export interface Breakable {
  readonly running: RunningProcesses;
  readonly servers: OwnServers | undefined;
  readonly sipEngine: SipEngineApart | undefined;
  readonly cutter: CommitCutter | undefined;
}

const GONE_MS_MAX = 60_000;
const HEALTHY_MS_MAX = 60_000;
const FLUSH_MS_MAX = 2_000;
const CUT_MS_MAX = 30_000;

export const faultsOf = ({ running, servers, sipEngine, cutter }: Breakable): Faults => {
  const real = (): OwnServers => {
    if (!servers) throw new Error('this row has no servers of its own');
    return servers;
  };
  return {
    kill: (service) => signalled(running, firstOf(running, service), 'SIGKILL'),
    terminate: (service) => signalled(running, firstOf(running, service), 'SIGTERM'),
    healthy: () => becomes('processes that can all work', HEALTHY_MS_MAX, () => areAllHealthy(running)),
    stopOwner: async (_callId, ms) => {
      const { pid } = await holderOf(running);
      process.kill(pid, 'SIGSTOP');
      await new Promise((resolve) => setTimeout(resolve, ms));
      process.kill(pid, 'SIGCONT');
    },
    killSipEngine: async () => {
      if (!sipEngine) throw new Error('this row has no SIP engine apart');
      await sipEngine.killAndRestart();
    },
    killServer: (name: ServerName) => real().kill(name),
    startServer: (name: ServerName) => real().start(name),
    flushRedis: () => flush(real().urlOf('redis')),
    cutNextCommit: async () => {
      if (!cutter) throw new Error('this row has no proxy before its record');
      const before = cutter.cuts();
      cutter.cutNext();
      await becomes('a commit whose answer was lost', CUT_MS_MAX, () => cutter.cuts() > before);
    },
    ...topicOf(running, () => real().urlOf('kafka')),
  };
};

const entriesOf = (running: RunningProcesses, service: ServiceName): readonly ProcessEntry[] =>
  running.entries().filter((entry) => entry.service === service);

const firstOf = (running: RunningProcesses, service: ServiceName): ProcessEntry => {
  const [first] = entriesOf(running, service);
  if (!first) throw new Error(`no process of ${service} runs`);
  return first;
};

/** Resolves when the supervisor has seen its end: it starts another then. */
const signalled = async (
  running: RunningProcesses,
  { name, pid }: ProcessEntry,
  signal: 'SIGKILL' | 'SIGTERM',
): Promise<void> => {
  process.kill(pid, signal);
  await becomes(`another process of ${name} than ${pid}`, GONE_MS_MAX, () =>
    running.entries().some((entry) => entry.name === name && entry.pid !== pid),
  );
};

const areAllHealthy = async (running: RunningProcesses): Promise<boolean> => {
  const asked = running.entries().map(({ health }) => fetch(health).then(({ ok }) => ok));
  return (await Promise.all(asked).catch(() => [false])).every((isHealthy) => isHealthy);
};

const TURNS = /^voice_turns_total\{[^}]*\} ([1-9]\d*)/m;

/** Of a single call: the brain that has ended a turn. */
const holderOf = (running: RunningProcesses): Promise<ProcessEntry> =>
  eventually('a brain that has ended a turn', GONE_MS_MAX, async () => {
    for (const entry of entriesOf(running, 'dialogue-policy')) {
      const page = await fetch(entry.metrics).then((response) => response.text());
      if (TURNS.test(page)) return entry;
    }
    return undefined;
  });

const flush = (url: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port), timeout: FLUSH_MS_MAX });
    socket.once('data', () => socket.end());
    socket.once('close', () => resolve());
    socket.once('error', reject);
    socket.write('FLUSHALL\r\n');
  });
