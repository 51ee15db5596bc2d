// The rows of the fault table that the simulator runs.
import { type ServiceName, type ScriptedKind } from '../faults/faults';
import { simulateCall, type SimulatedCall } from '../simulate-call';
import { enumerated, verdictOf, violationsOf } from './enumerated';
import { goldenCall, resultOf, type Golden } from './golden-call';
import { type Called, type RowVerdict, type SimulatedRow } from './row';
import { twoWriters } from './two-writers';

const CRASHES = ['crash-before-append', 'crash-after-append'] as const;

const row = (
  id: string,
  title: string,
  put: {
    readonly service: ServiceName;
    readonly kinds: readonly ScriptedKind[];
    readonly judge?: (call: SimulatedCall, golden: Golden) => readonly string[];
  },
): SimulatedRow => ({ id, title, run: (seed, called) => enumerated({ id, seed, called, ...put }) });

export const simulatedRows: readonly SimulatedRow[] = [
  row('A-01', 'the policy dies at each append of a call', { service: 'dialogue-policy', kinds: CRASHES }),
  row('A-02', 'the tool gateway dies at each append, and with each request under way', {
    service: 'tool-gateway',
    kinds: [...CRASHES, 'crash-in-flight'],
  }),
  row('A-06', 'the policy is stopped for a minute at each append, another takes over, it goes on', {
    service: 'dialogue-policy',
    kinds: ['stopped'],
    judge: (call) => afterTakeover(call),
  }),
  {
    id: 'B-02',
    title: 'every message comes two to five times, up to ten seconds late, streams interleaved',
    run: repeats,
  },
  row('B-07', 'the answer to each commit of the policy is lost, three times in a row', {
    service: 'dialogue-policy',
    kinds: ['commit-unknown'],
  }),
  {
    id: 'B-08',
    title: 'two writers append the same version of a call together, at each version',
    run: twoWriters,
  },
];

/** A stopped process appends nothing once another one has. */
const afterTakeover = ({ trace }: SimulatedCall): readonly string[] => {
  const writers = trace.events
    .filter(({ stream }) => stream.startsWith('call/'))
    .map(({ actor }) => actor.instance);
  const changes = writers.filter((writer, at) => at > 0 && writer !== writers[at - 1]);
  return changes.length > 1 ? [`the call changes hands ${changes.length} times`] : [];
};

/** Not one event is another one: repetitions leave no trace at all. */
async function repeats(seed: number, called: Called): Promise<RowVerdict> {
  const id = 'B-02';
  // A key pressed twice is another number: nothing but its id says that it is the same one.
  const golden = await goldenCall(seed, called, ['presses-keys']);
  const call = await simulateCall({ ...golden.terms, isRepeated: true });
  const broken = [
    ...violationsOf(golden.call, 'without repetitions'),
    ...violationsOf(call, `seed ${golden.terms.seed}`),
  ];
  if (call.hash !== golden.call.hash) broken.push(`the record differs: ${resultOf(call)}`);
  return verdictOf({ id, seed }, 2, broken);
}
