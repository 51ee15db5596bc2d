// Builds what a row needs, in a folder of its own: backend, servers, SIP engine, processes, people.
import { createLogger } from '@trunkline/runtime';
import { type Tenant } from '@trunkline/tenant';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type OrderDeskProcess, startOrderDesk } from '../demo/order-desk-process';
import { type ProcessesOptions, type RunningProcesses, startProcesses } from '../processes/start-processes';
import { tenantOf } from '../tenants';
import { callByKeys } from '../trial/keyed-caller';
import { type Caller, openCaller } from '../trial/people';
import { nothingOpen } from '../trial/record-reading';
import { type CommitCutter, openCutter } from './commit-cutter';
import { faultsOf, type Faults } from './faults';
import { type HumanAgent, openHumanAgent } from './human-agent';
import { type OwnServers, openServers } from './own-servers';
import { type SipEngineApart, startSipEngine } from './sip-engine-apart';
import { type Stage, type StageNeeds } from './stage';

export interface OpenStage extends Stage {
  readonly tenant: Tenant;
  /** How many calls were placed. */
  calls(): number;
  /** Ends all of it; the folder stays. */
  close(): Promise<void>;
  remove(): Promise<void>;
}

export interface StageTerms {
  readonly dir: string;
  readonly tenantDir: string;
  readonly seed: number;
}

const LOOPBACK = { host: '127.0.0.1', port: 0 } as const;
const DRAIN_MS_MAX = 3_000;
const SETTLED_MS_MAX = 90_000;
const RTP_PORT = 46_000;
const RTP_PORTS = 200;
/** Orders that are alike, each of which may be cancelled once. */
const FIRST_ORDER = 53_001;

/** Rejects when something does not start; nothing is left running then. */
export const openStage = async (needs: StageNeeds, terms: StageTerms): Promise<OpenStage> => {
  // What a run that did not hold has left is another run's.
  await rm(terms.dir, { recursive: true, force: true });
  await mkdir(terms.dir, { recursive: true });
  const opened: (() => Promise<unknown>)[] = [];
  const keep = <T>(what: T, close: (what: T) => Promise<unknown>): T => {
    opened.push(() => close(what));
    return what;
  };
  const close = async (): Promise<void> => {
    for (const each of opened.splice(0).reverse()) await each();
  };
  try {
    const parts = await open(needs, terms, keep);
    return { ...stageOf(parts), close, remove: () => rm(terms.dir, { recursive: true, force: true }) };
  } catch (error) {
    await close();
    throw error;
  }
};

type Keep = <T>(what: T, close: (what: T) => Promise<unknown>) => T;

interface Parts {
  readonly tenant: Tenant;
  readonly backend: OrderDeskProcess;
  readonly caller: Caller;
  readonly human: HumanAgent | undefined;
  readonly running: RunningProcesses;
  readonly faults: Faults;
}

const open = async (needs: StageNeeds, { dir, tenantDir }: StageTerms, keep: Keep): Promise<Parts> => {
  const backend = keep(await startOrderDesk(join(dir, 'order-desk')), (desk) => desk.stop());
  const caller = keep(await openCaller({ rtpPort: RTP_PORT, rtpPorts: RTP_PORTS }), (one) => one.close());
  const human = needs.humanAgent && keep(await openHumanAgent(), (one) => one.close());
  const servers = needs.engines && keep(await openServers(join(dir, 'servers')), (all) => all.close());
  const sipEngine = needs.sipEngine && keep(await startSipEngine(), (engine) => engine.close());
  const cutter = needs.cutsCommits && keep(await openCutter(dir), (one) => one.close());
  const variables = { orders_url: backend.url, agent_uri: human?.uri ?? 'sip:nobody@127.0.0.1:9' };
  const tenant = tenantOf(tenantDir, variables);
  const options = optionsOf(needs, { dir, servers, sipEngine, cutter });
  const running = keep(await startProcesses({ ...options, tenant, tenantDir, variables }), (processes) =>
    processes.close(),
  );
  return {
    tenant,
    backend,
    caller,
    human,
    running,
    faults: faultsOf({ running, servers, sipEngine, cutter }),
  };
};

const optionsOf = (
  needs: StageNeeds,
  on: {
    readonly dir: string;
    readonly servers: OwnServers | undefined;
    readonly sipEngine: SipEngineApart | undefined;
    readonly cutter: CommitCutter | undefined;
  },
): Omit<ProcessesOptions, 'tenant' | 'tenantDir' | 'variables'> => ({
  dataDir: join(on.dir, 'data'),
  sip: on.sipEngine?.sip ?? LOOPBACK,
  http: LOOPBACK,
  durable: true,
  engines: on.servers ? { kind: 'real', serversDir: on.servers.dir } : { kind: 'embedded' },
  sipEngine: on.sipEngine ? { kind: 'drachtio', ...on.sipEngine.admin } : { kind: 'embedded' },
  ...(on.cutter ? { databaseUrl: on.cutter.url } : {}),
  instances: needs.instances ?? {},
  drainMsMax: needs.drainMsMax ?? DRAIN_MS_MAX,
  // Nobody wraps up here: a hand-off that is over ends by itself soon.
  env: { ...process.env, HANDOFF_WRAP_UP_MS_MAX: '1000' },
  log: createLogger({ service: 'supervisor', instance: 'chaos', file: join(on.dir, 'supervisor.log') }),
  say: () => undefined,
});

const stageOf = ({ tenant, backend, caller, human, running, faults }: Parts) => {
  const { store } = running.record;
  const uri = `sip:orders@${running.sip.host}:${running.sip.port}`;
  let calls = 0;
  let orders = 0;
  return {
    ...faults,
    tenant,
    store,
    backend,
    calls: () => calls,
    nextOrder: () => String(FIRST_ORDER + orders++),
    call: (answers: Parameters<Stage['call']>[0]) => {
      calls += 1;
      return callByKeys({ caller, store, uri, from: `+1555${String(calls).padStart(7, '0')}`, answers });
    },
    refusedWith: () => caller.refusedWith(uri),
    acceptAtDesk: async (callId: string) => {
      if (!human) throw new Error('this row has no human agent');
      return human.accept(running, callId);
    },
    settled: () => nothingOpen(store, SETTLED_MS_MAX),
  };
};
