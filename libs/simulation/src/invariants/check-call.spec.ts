// The checker checked: good traces pass, and what is dropped, doubled, swapped or edited in them is noticed.
import { chainedHash, contentHash, type Recorded } from '@trunkline/event-sourcing';
import { sha256 } from '@trunkline/event-store';
import { Random } from '../kernel/random';
import { orderDesk } from '../order-desk.fixture';
import { simulateCall } from '../simulate-call';
import { checkCall } from './check-call';
import { type Trace } from './trace';

type Mutate = (events: Recorded[], at: number, random: Random) => readonly Recorded[] | undefined;

const MUTATIONS: Readonly<Record<string, Mutate>> = {
  drop: (events, at) => events.toSpliced(at, 1),
  duplicate: (events, at) => events.toSpliced(at, 0, ...events.slice(at, at + 1)),
  swap: (events, at) => {
    const [first, second] = events.slice(at, at + 2);
    // Neighbours of two streams may stand either way round.
    return first && second?.stream === first.stream ? events.toSpliced(at, 2, second, first) : undefined;
  },
  edit: (events, at, random) => {
    const recorded = events[at];
    const [field, value] = random.pick(edits(recorded?.event ?? {}));
    return recorded && field !== ''
      ? events.toSpliced(at, 1, { ...recorded, event: { ...recorded.event, [field]: value } })
      : undefined;
  },
};

const edits = (event: object): [[string, unknown], ...[string, unknown][]] => {
  const [first, ...rest] = Object.entries(event).flatMap(([field, value]): [string, unknown][] => {
    if (field === 'type' || field === 'v') return [];
    if (typeof value === 'string') return [[field, `${value}x`]];
    if (typeof value === 'number') return [[field, value + 1]];
    return typeof value === 'boolean' ? [[field, !value]] : [];
  });
  return [first ?? ['', ''], ...rest];
};

/** A forger who knows how the record is put together: versions and hashes are right again. */
const forged = (events: readonly Recorded[]): readonly Recorded[] => {
  const last = new Map<string, Recorded>();
  return events.map((recorded) => {
    const before = last.get(recorded.stream);
    const placed = { ...recorded, version: (before?.version ?? -1) + 1 };
    const prevHash = before?.hash ?? '';
    const chained = { ...placed, prevHash, hash: chainedHash(prevHash, contentHash(placed, sha256), sha256) };
    last.set(recorded.stream, chained);
    return chained;
  });
};

const traces: Trace[] = [];
beforeAll(async () => {
  for (let seed = 1; traces.length < 5; seed += 1) {
    const { trace } = await simulateCall({ ...orderDesk, seed: String(seed) });
    if (trace.events.some(({ event }) => event.type === 'Confirmed')) traces.push(trace);
  }
});

const flagged = (name: string, repair: (events: readonly Recorded[]) => readonly Recorded[]): number => {
  const random = new Random(name);
  let [noticed, tried] = [0, 0];
  for (const trace of traces) {
    for (let round = 0; round < 12; round += 1) {
      const at = random.int(0, trace.events.length - 1);
      const events = MUTATIONS[name]?.([...trace.events], at, random);
      if (events === undefined) continue;
      tried += 1;
      noticed += checkCall({ ...trace, events: repair(events) }).length > 0 ? 1 : 0;
    }
  }
  expect(tried).toBeGreaterThan(20);
  return noticed / tried;
};

it('finds nothing in a good trace', () => {
  expect(traces.flatMap(checkCall)).toEqual([]);
});

it.each(Object.keys(MUTATIONS))('notices nearly every %s', (name) => {
  expect(flagged(name, (events) => events)).toBeGreaterThanOrEqual(0.99);
});

it.each(Object.keys(MUTATIONS))('notices nearly every %s whose traces were covered', (name) => {
  expect(flagged(name, forged)).toBeGreaterThanOrEqual(0.97);
});

it('checks what it can without flow and ledger', () => {
  const [trace] = traces;
  if (trace === undefined) throw new Error('no trace');
  const { callId, events, inputs } = trace;
  expect(checkCall({ callId, events, inputs, isComplete: true })).toEqual([]);
  const cut = events.filter(({ event }) => event.type !== 'CallEnded');
  const names = checkCall({ callId, events: forged(cut), inputs, isComplete: true }).map(
    ({ invariant }) => invariant,
  );
  expect(names).toContain('CALL-1');
});
