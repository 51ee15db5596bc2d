// Replay: identical for an honest record, the first divergence for another decider, a break for a record that was touched.
import {
  chainedHash,
  contentHash,
  type Decider,
  type Recorded,
  replayStream,
  type StoredStream,
  upcastWith,
  verifyChain,
} from '@trunkline/event-sourcing';
import { MemoryEventStore } from '../memory/memory-event-store';
import { sha256 } from '../sha256';
import { bellDecider, type BellEffect, type BellEvent, type BellInput } from './bell.double';

const STREAM = 'bell/1';

const inputs: readonly BellInput[] = [
  { type: 'Ring', inputId: 'i1', at: 1, tone: 'a' },
  { type: 'Wind', inputId: 'i2', at: 2, dueAt: 9 },
  { type: 'TimerFired', inputId: 'i3', at: 9, timerId: 'clapper', answers: 'bell/1/1/0' },
  { type: 'End', inputId: 'i4', at: 10 },
];

const recorded = async (decider = bellDecider): Promise<StoredStream<BellEvent, BellInput>> => {
  const store = new MemoryEventStore();
  let state = decider.initial;
  let version = -1;
  for (const [index, input] of inputs.entries()) {
    const events = decider.decide(state, input);
    await store.append({
      stream: STREAM,
      tenantId: 'acme',
      callId: 'c1',
      expectedVersion: version,
      actor: { service: 'bells', instance: 'a', epoch: 1 + Math.floor(index / 2) },
      causationId: input.inputId,
      input,
      events,
      isFinal: false,
    });
    state = events.reduce(decider.evolve, state);
    version += events.length;
  }
  return store.read<BellEvent, BellInput>(STREAM);
};

interface Tampering {
  readonly version: number;
  readonly change: Partial<Recorded<BellEvent>>;
  readonly reason: string;
}

/** A record with one event replaced, honestly re-chained or not. */
const touched = (
  stored: StoredStream<BellEvent, BellInput>,
  version: number,
  change: Partial<Recorded<BellEvent>>,
): StoredStream<BellEvent, BellInput> => ({
  ...stored,
  events: stored.events.map((event) => (event.version === version ? { ...event, ...change } : event)),
});

describe('replayStream', () => {
  it('finds the same bytes again', async () => {
    expect(replayStream(bellDecider, await recorded(), { sha256 })).toEqual({
      kind: 'identical',
      inputs: 4,
      events: 4,
    });
  });

  it('finds nothing to object to in an empty stream', () => {
    const empty = { events: [], inputs: [], version: -1, epoch: 0 };
    expect(replayStream(bellDecider, empty, { sha256 })).toEqual({ kind: 'identical', inputs: 0, events: 0 });
  });

  it.each<[string, Partial<Decider<{ rung: number; isEnded: boolean }, BellInput, BellEvent, BellEffect>>]>([
    [
      'another event',
      {
        decide: (bell, input) =>
          input.type === 'TimerFired' ? [{ type: 'Stopped', v: 1 }] : bellDecider.decide(bell, input),
      },
    ],
    [
      'no event',
      { decide: (bell, input) => (input.type === 'TimerFired' ? [] : bellDecider.decide(bell, input)) },
    ],
  ])('names the first divergence: %s', async (_name, change) => {
    const replayed = replayStream({ ...bellDecider, ...change }, await recorded(), { sha256 });
    expect(replayed).toMatchObject({
      kind: 'diverged',
      version: 2,
      input: inputs[2],
      expected: [{ type: 'Rung', v: 1 }],
    });
  });

  it('names the event behind the recorded ones that is decided now', async () => {
    const chatty: typeof bellDecider = {
      ...bellDecider,
      decide: (bell, input) => [...bellDecider.decide(bell, input), { type: 'Answered', v: 1 }],
    };
    expect(replayStream(chatty, await recorded(), { sha256 })).toMatchObject({
      kind: 'diverged',
      version: 1,
      input: inputs[0],
    });
  });

  it.each<[string, Tampering]>([
    [
      'a payload that was edited',
      { version: 1, change: { event: { type: 'Wound', v: 1, dueAt: 10 } }, reason: 'hash-mismatch' },
    ],
    ['an envelope that was edited', { version: 1, change: { tenantId: 'other' }, reason: 'hash-mismatch' }],
    [
      'a hash of another event',
      { version: 2, change: { prevHash: '0'.repeat(64) }, reason: 'prev-hash-mismatch' },
    ],
    ['a version that is missing', { version: 2, change: { version: 3 }, reason: 'version-gap' }],
  ])('does not trust %s', async (_name, { version, change, reason }) => {
    const stored = touched(await recorded(), version, change);
    expect(replayStream(bellDecider, stored, { sha256 })).toMatchObject({ kind: 'broken', reason });
  });

  it('does not trust a fenced writer, even if its hashes are right', async () => {
    const stored = await recorded();
    const last = stored.events[3];
    if (!last) throw new Error('four events are recorded');
    const zombie = { ...last, actor: { ...last.actor, epoch: 0 } };
    const hash = chainedHash(zombie.prevHash, contentHash(zombie, sha256), sha256);
    expect(verifyChain([...stored.events.slice(0, 3), { ...zombie, hash }], sha256)).toEqual({
      kind: 'broken',
      version: 3,
      reason: 'epoch-decreased',
    });
  });

  it('does not trust inputs that leave events unexplained', async () => {
    const stored = await recorded();
    const without = (index: number) => ({ ...stored, inputs: stored.inputs.filter((_, at) => at !== index) });
    for (const [index, version] of [
      [1, 1],
      [3, 3],
    ] as const) {
      expect(replayStream(bellDecider, without(index), { sha256 })).toEqual({
        kind: 'broken',
        version,
        reason: 'inputs-not-contiguous',
      });
    }
  });

  it('lifts old shapes to those of today after the hashes are checked', async () => {
    const store = new MemoryEventStore();
    const input: BellInput = { type: 'Ring', inputId: 'i1', at: 1, tone: 'a' };
    await store.append({
      stream: STREAM,
      tenantId: 'acme',
      callId: 'c1',
      expectedVersion: -1,
      actor: { service: 'bells', instance: 'a', epoch: 1 },
      causationId: 'i1',
      input,
      events: [{ type: 'Chimed', v: 1, pitch: 'a' } as { type: string; v: number }],
      isFinal: false,
    });
    const upcast = upcastWith<BellEvent>({
      current: { Rung: 1, Wound: 1, Stopped: 1, Answered: 1, Ended: 1 },
      upcasters: [
        { type: 'Chimed', v: 1, upcast: () => ({ type: 'Chimed', v: 2 }) },
        { type: 'Chimed', v: 2, upcast: (event) => ({ ...event, type: 'Rung', v: 1, tone: 'a' }) },
      ],
    });
    const stored = await store.read<BellEvent, BellInput>(STREAM);
    expect(replayStream(bellDecider, stored, { sha256, upcast })).toMatchObject({ kind: 'identical' });
    expect(replayStream(bellDecider, stored, { sha256 })).toMatchObject({ kind: 'diverged', version: 0 });
  });
});

describe('upcastWith', () => {
  it('ends a chain that goes in circles', async () => {
    const upcast = upcastWith<BellEvent>({
      current: { Rung: 2, Wound: 1, Stopped: 1, Answered: 1, Ended: 1 },
      upcasters: [{ type: 'Rung', v: 1, upcast: (event) => event }],
    });
    const { events } = await recorded();
    const first = events[0];
    if (!first) throw new Error('four events are recorded');
    expect(() => upcast(first)).toThrow('unknown event type Rung v1 at bell/1@0');
  });
});
