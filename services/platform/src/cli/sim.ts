// `sim`: whole calls in virtual time, with faults, against the deciders and the host of this version of the code.
import {
  PLANTED,
  reportOf,
  shrink,
  simulateCalls,
  traceLines,
  type CallsTerms,
  type Planted,
  type SimulatedCall,
} from '@trunkline/simulation';
import { appendFile, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { tenantOf } from '../tenants';
import { UsageError, type Arguments } from './arguments';
import { type Command, print } from './command';
import { EXAMPLE_TENANT } from './paths';

const CALLS = 1_000;
const CALLS_MAX = 10_000_000;
const SEED_MAX = 2_000_000_000;
const FOUND_MAX = 3;

export const sim: Command = {
  spec: {
    name: 'sim',
    summary: 'Simulates whole calls in virtual time, with faults, and checks every invariant on each.',
    positionals: [],
    flags: {
      '--calls': { value: 'N', help: `how many (${CALLS})` },
      '--seed': {
        value: 'S',
        help: 'the first seed, the next ones follow (1); the same seed is the same call',
      },
      '--fault': { value: 'NAME', help: `plant a fault that must be found: ${PLANTED.join(', ')}` },
      '--shrink': { help: 'take away the faults that a failure does not need' },
      '--trace': {
        value: 'FILE',
        help: 'write the events of the calls shown, or of a single call, as JSON lines',
      },
    },
  },
  run: async (given) => {
    const planted = plantedIn(given);
    const file = given.text('--trace');
    const calls = given.int('--calls', { min: 1, max: CALLS_MAX, or: CALLS });
    const terms: CallsTerms = {
      // Nothing is called: the simulated desk and human agent stand where these would.
      tenant: tenantOf(EXAMPLE_TENANT, {
        orders_url: 'http://desk.invalid',
        agent_uri: 'sip:ana@desk.invalid',
      }),
      flow: 'orders',
      planted,
      firstSeed: given.int('--seed', { min: 0, max: SEED_MAX, or: 1 }),
      calls,
      foundMax: planted === undefined ? FOUND_MAX : 1,
    };
    if (file !== undefined) await rm(resolve(file), { force: true });
    const only: SimulatedCall[] = [];
    const simulated = await timed(terms, calls === 1 ? (call) => void only.push(call) : undefined);
    const shown = await Promise.all(simulated.broken.map((call) => smallest(given, terms, call)));
    for (const call of shown) print(`\n${reportOf(call)}`);
    if (file !== undefined) {
      for (const call of shown.length > 0 ? shown : only) await appendFile(resolve(file), traceLines(call));
    }
    return exitCodeOf(planted, simulated.broken);
  },
};

/** A planted fault has to be found; nothing else may be. */
export const exitCodeOf = (planted: Planted, broken: readonly unknown[]): number =>
  (planted === undefined) === (broken.length === 0) ? 0 : 1;

/** Throws UsageError for a name that is not planted anywhere. */
export const plantedIn = (given: Pick<Arguments, 'text'>): Planted => {
  const name = given.text('--fault');
  const planted = PLANTED.find((known) => known === name);
  if (name !== undefined && planted === undefined)
    throw new UsageError(`sim: there is no fault ${name}; known are ${PLANTED.join(', ')}`);
  return planted;
};

const timed = async (terms: CallsTerms, onCall: CallsTerms['onCall']) => {
  const before = process.cpuUsage();
  const simulated = await simulateCalls({ ...terms, ...(onCall === undefined ? {} : { onCall }) });
  const { user, system } = process.cpuUsage(before);
  const cpuMs = (user + system) / 1_000;
  const perMinute = Math.round((simulated.calls / Math.max(1, cpuMs)) * 60_000);
  print(
    `${simulated.calls} calls, ${simulated.events} events, ${simulated.hours.toFixed(1)} virtual hours in ` +
      `${(cpuMs / 1_000).toFixed(1)} CPU-seconds (${perMinute} calls per CPU-minute), ` +
      `${simulated.broken.length} with violations`,
  );
  return simulated;
};

const smallest = async (given: Arguments, terms: CallsTerms, call: SimulatedCall): Promise<SimulatedCall> => {
  if (!given.has('--shrink')) return call;
  const shrunk = await shrink({ ...terms, seed: call.seed }, call);
  if (shrunk.without.length > 0)
    print(`seed ${call.seed} fails without ${shrunk.without.join(', ')} as well`);
  return shrunk.call;
};
