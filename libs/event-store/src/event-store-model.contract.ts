// Random histories of an event store against a model of forty lines: writers, leases, retries, rivals, duplicates.
import {
  type Append,
  type Appended,
  type Event,
  type EventStore,
  type Input,
  verifyChain,
} from '@trunkline/event-sourcing';
import * as fc from 'fast-check';
import { sha256 } from './sha256';

type Step =
  | { readonly kind: 'acquire'; readonly writer: number }
  | {
      readonly kind: 'append';
      readonly writer: number;
      readonly lag: number;
      readonly input: number;
      readonly events: number;
    }
  | { readonly kind: 'retry'; readonly writer: number };

const writer = fc.integer({ min: 0, max: 2 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('acquire' as const), writer }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      writer,
      // Mostly the right version, sometimes one that is behind or ahead.
      lag: fc.oneof(
        { weight: 5, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: fc.integer({ min: -2, max: 2 }) },
      ),
      input: fc.integer({ min: 0, max: 12 }),
      events: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('retry' as const), writer }) },
);

/** What a record must answer, from what it has answered so far. */
class Model {
  version = -1;
  epoch = 0;
  private readonly appends = new Map<string, Append>();

  acquire(): number {
    return (this.epoch += 1);
  }

  append(append: Append): Appended['kind'] {
    if (append.actor.epoch < this.epoch) return 'fenced';
    const earlier = this.appends.get(append.input.inputId);
    if (earlier) return sameWork(earlier, append) ? 'appended' : 'duplicate';
    if (append.expectedVersion !== this.version) return 'conflict';
    this.appends.set(append.input.inputId, append);
    this.epoch = append.actor.epoch;
    this.version += append.events.length;
    return 'appended';
  }

  inputs(): string[] {
    return [...this.appends.keys()];
  }
}

const sameWork = (left: Append, right: Append): boolean => JSON.stringify(left) === JSON.stringify(right);

let runs = 0;

export const eventStoreModelContract = (name: string, open: () => EventStore, numRuns: number): void => {
  describe(`${name} against a model`, () => {
    it('answers every history of writers, leases, retries and duplicates as the model does', async () => {
      const property = fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const stream = `model/${process.pid}-${(runs += 1)}`;
        await follow(open(), stream, steps);
      });
      await fc.assert(property, { seed: 1_299_709, numRuns });
    });

    it('keeps a whole stream when all steps of a history run at the same time', async () => {
      const property = fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const stream = `model/${process.pid}-${(runs += 1)}`;
        const store = open();
        await Promise.all(steps.map((each) => race(store, stream, each)));
        await expectWhole(store, stream);
      });
      await fc.assert(property, { seed: 15_485_863, numRuns });
    });
  });
};

const follow = async (store: EventStore, stream: string, steps: readonly Step[]): Promise<void> => {
  const model = new Model();
  const epochs = [0, 0, 0];
  const last: (Append | undefined)[] = [];
  for (const each of steps) {
    const { writer } = each;
    if (each.kind === 'acquire') {
      epochs[writer] = await store.acquire(stream);
      expect(epochs[writer]).toBe(model.acquire());
      continue;
    }
    const append =
      each.kind === 'retry'
        ? last[writer]
        : appendOf({ stream, step: each, version: model.version, epoch: epochs[writer] ?? 0 });
    if (!append) continue;
    last[writer] = append;
    const [before, expected] = [model.version, model.append(append)];
    const answer = await store.append(append);
    expect(answer.kind).toBe(expected);
    if (answer.kind === 'conflict') expect(answer.version).toBe(before);
    if (answer.kind === 'fenced') expect(answer.epoch).toBe(model.epoch);
  }
  const stored = await store.read(stream);
  expect([stored.version, stored.epoch]).toEqual([model.version, model.epoch]);
  expect(stored.inputs.map(({ input }) => input.inputId)).toEqual(model.inputs());
  await expectWhole(store, stream);
};

const race = async (store: EventStore, stream: string, each: Step): Promise<void> => {
  if (each.kind === 'acquire') {
    await store.acquire(stream);
    return;
  }
  const { version, epoch } = await store.read(stream);
  const source =
    each.kind === 'append' ? each : ({ ...each, kind: 'append', lag: 0, input: 0, events: 1 } as const);
  await store.append(appendOf({ stream, step: source, version, epoch }));
};

/** Versions without a gap, epochs that never fall, each input once and its events together, hashes that hold. */
const expectWhole = async (store: EventStore, stream: string): Promise<void> => {
  const { events, inputs, version } = await store.read<Event, Input>(stream);
  expect(verifyChain(events, sha256)).toEqual({ kind: 'intact', events: version + 1 });
  const ids = inputs.flatMap(({ input, count }) => Array.from({ length: count }, () => input.inputId));
  expect(events.map(({ inputId }) => inputId)).toEqual(ids);
  expect(new Set(inputs.map(({ input }) => input.inputId)).size).toBe(inputs.length);
};

interface Planned {
  readonly stream: string;
  readonly step: Extract<Step, { kind: 'append' }>;
  readonly version: number;
  readonly epoch: number;
}

const appendOf = ({ stream, step: planned, version, epoch }: Planned): Append => ({
  stream,
  tenantId: 'acme',
  callId: 'c1',
  expectedVersion: Math.max(-1, version + planned.lag),
  actor: { service: 'policy', instance: `w${planned.writer}`, epoch },
  causationId: 'cause',
  input: { type: 'Heard', inputId: `i${planned.input}`, at: 1_000 },
  events: Array.from({ length: planned.events }, () => ({ type: 'Said', v: 1 })),
  isFinal: false,
});
