// One call from a seed: drawn, run to its end in virtual time, and checked.
import { createHash } from 'node:crypto';
import { type Recorded, type RecordedInput } from '@trunkline/event-sourcing';
import { type Flow } from '@trunkline/flow';
import { type Tenant } from '@trunkline/tenant';
import { drawPerson, type Person } from './caller/habits';
import { type ScriptedFault, type ScriptedKind, type ServiceName } from './faults/faults';
import { drawProfile, type FaultKind, type FaultProfile } from './faults/profile';
import { checkCall } from './invariants/check-call';
import { type Trace, type Violation } from './invariants/trace';
import { Random } from './kernel/random';
import { decidersOf } from './planted/deciders';
import { type Planted } from './planted/planted';
import { World } from './world/world';

export interface CallTerms {
  readonly tenant: Tenant;
  /** Name of the tenant's flow that is called. */
  readonly flow: string;
  readonly seed: string;
  readonly planted?: Planted;
  /** Faults that happen at these rates, whatever the seed says. */
  readonly bias?: FaultProfile;
  /** One fault at a place of the tester's choosing. */
  readonly script?: ScriptedFault;
  /** Every message comes two to five times, up to ten seconds late, streams interleaved. */
  readonly isRepeated?: boolean;
  /** Somebody else than the seed would call. */
  readonly person?: Person;
  /** Kinds of faults that do not happen; everything else happens as it would have. */
  readonly without?: readonly FaultKind[];
}

export interface SimulatedCall {
  readonly seed: string;
  readonly person: Person;
  readonly profile: FaultProfile;
  readonly happened: Readonly<Partial<Record<FaultKind, number>>>;
  readonly trace: Trace;
  readonly violations: readonly Violation[];
  /** SHA-256 over all recorded events in order: the same for the same seed. */
  readonly hash: string;
  readonly steps: number;
  /** The scripted fault came to its place. */
  readonly hasStruck: boolean;
  /** How often a scripted fault could have happened, to one service or to all that may crash. */
  opportunities(kind: ScriptedKind, service?: ServiceName): number;
  readonly lastedMs: number;
}

export const simulateCall = async (terms: CallTerms): Promise<SimulatedCall> => {
  const { seed, tenant, planted } = terms;
  const random = new Random(seed);
  const profile = profileOf(terms, random.split('profile'));
  const person = terms.person ?? drawPerson(random.split('person'));
  const flow = flowOf(terms, profile, random.split('limits'));
  const { script, isRepeated } = terms;
  const world = new World({ seed, tenant, flow, profile, person, planted, script, isRepeated });
  const ran = await world.run();
  const { events, inputs } = await recordOf(world);
  const isComplete = ran.end !== 'steps';
  const deciders = decidersOf(flow, planted);
  const trace: Trace = {
    callId: `sim-${seed}`,
    events,
    inputs,
    ledger: world.desk.ledger,
    flow,
    isComplete,
    deciders,
  };
  const stuck = isComplete ? [] : [stuckAt(trace, ran.end)];
  return {
    ...{ seed, person, profile, trace },
    happened: world.sim.faults.happened,
    violations: [...checkCall(trace), ...stuck],
    hash: hashOf(events),
    steps: ran.steps,
    hasStruck: world.sim.faults.hasStruck,
    opportunities: (kind, service) => world.sim.faults.opportunitiesOf(kind, service),
    lastedMs: ran.lastedMs,
  };
};

const profileOf = ({ bias, without = [] }: CallTerms, random: Random): FaultProfile =>
  Object.fromEntries(
    Object.entries({ ...drawProfile(random), ...bias }).filter(
      ([kind]) => !without.includes(kind as FaultKind),
    ),
  );

/** The tenant's flow, with limits that a call may well reach when this seed says so. */
const flowOf = ({ tenant, flow: name }: CallTerms, profile: FaultProfile, random: Random): Flow => {
  const flow = tenant.flows[name];
  if (flow === undefined) throw new Error(`tenant ${tenant.id} has no flow ${name}`);
  if (profile['tight-limits'] === undefined) return flow;
  const { limits } = flow;
  return {
    ...flow,
    limits: {
      ...limits,
      callMsMax: random.int(20_000, limits.callMsMax),
      turnsMax: random.int(2, 12),
      spendMicrosMax: random.int(4_000, 60_000),
    },
  };
};

const recordOf = async ({ store }: World) => {
  const { events } = await store.readAll(undefined, Number.MAX_SAFE_INTEGER);
  const names = [...new Set(events.map(({ stream }) => stream))];
  const streams = await Promise.all(names.map((name) => store.read(name)));
  const inputs: RecordedInput[] = streams.flatMap((stream) => stream.inputs);
  return { events, inputs };
};

const hashOf = (events: readonly Recorded[]): string => {
  const hash = createHash('sha256');
  for (const event of events) hash.update(event.hash);
  return hash.digest('hex');
};

const stuckAt = (trace: Trace, end: string): Violation => ({
  invariant: 'LIVE-1',
  callId: trace.callId,
  positions: [trace.events.length - 1],
  detail: `the world does not come to rest (${end})`,
});
