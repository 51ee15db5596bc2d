// Replay: what production recorded comes out again; what it would not have recorded is named, to the field.
import { type CallEvent } from '@trunkline/domain/call/index';
import { type LineEvent, type LineInput, lineDecider } from '@trunkline/domain/line/index';
import { type Event, type Input, type StoredStream } from '@trunkline/event-sourcing';
import { MemoryEventStore, MemorySnapshotStore } from '@trunkline/event-store';
import { sampleFlow } from '@trunkline/flow/sample-flow';
import { recordCall, type Recording } from '../test/decided-call.double';
import { replayAll, replayStreams } from './replay';

const recording = async (over: Partial<Recording> = {}): Promise<Recording & { store: MemoryEventStore }> => {
  const store = new MemoryEventStore();
  const made = { snapshots: new MemorySnapshotStore(), flow: sampleFlow, callId: 'c1', ...over, store };
  await recordCall(made);
  return made;
};

/** Says the greeting in other words than were decided. */
const otherWords = (events: readonly CallEvent[]): readonly CallEvent[] =>
  events.map((event) =>
    event.type === 'PromptQueued'
      ? { ...event, sentences: ['We are closed.', ...event.sentences.slice(1)] }
      : event,
  );

it('finds the same decisions again', async () => {
  const { store, snapshots } = await recording();
  const { version, inputs } = await store.read('call/c1');
  expect(await replayStreams({ store, snapshots }, ['call/c1'])).toEqual({
    result: 'ok',
    streams: 1,
    inputs: inputs.length,
    events: version + 1,
    findings: [],
  });
});

it('names the first event that is not what is decided: stream, version, input, field', async () => {
  const { store, snapshots } = await recording({ forge: otherWords });
  const report = await replayStreams({ store, snapshots }, ['call/c1']);
  const { events } = await store.read<CallEvent, never>('call/c1');
  const altered = events.find(({ event }) => event.type === 'PromptQueued');
  expect(report).toMatchObject({ result: 'diverged', streams: 1, inputs: 0, events: 0 });
  expect(report.findings).toMatchObject([
    {
      kind: 'diverged',
      stream: 'call/c1',
      version: altered?.version,
      input: { type: 'StartCall', inputId: 'c1-i0' },
      recorded: { type: 'PromptQueued' },
      decided: { type: 'PromptQueued' },
      differences: [{ path: 'sentences.0', recorded: '"We are closed."', decided: '"Order desk."' }],
    },
  ]);
});

it('names an event that is recorded and would not be decided', async () => {
  const { store, snapshots } = await recording({
    forge: (events, { type }) => (type === 'EndLine' ? [...events, ...events.slice(-1)] : events),
  });
  const { version } = await store.read('call/c1');
  const [finding] = (await replayStreams({ store, snapshots }, ['call/c1'])).findings;
  expect(finding).toMatchObject({ version, recorded: { type: 'CallEnded' }, input: { type: 'EndLine' } });
  expect(finding).not.toHaveProperty('decided');
});

it('does not judge decisions of a record that was touched', async () => {
  const { store, snapshots } = await recording();
  const touched = {
    readAll: store.readAll.bind(store),
    read: async <E extends Event, I extends Input>(stream: string): Promise<StoredStream<E, I>> => {
      const stored = await store.read<E, I>(stream);
      const events = stored.events.map((one) => (one.version === 2 ? { ...one, tenantId: 'other' } : one));
      return { ...stored, events };
    },
  };
  expect(await replayStreams({ store: touched, snapshots }, ['call/c1'])).toMatchObject({
    result: 'error',
    findings: [{ kind: 'broken', stream: 'call/c1', version: 2, reason: 'hash-mismatch' }],
  });
});

it('says which flow it lacks', async () => {
  const { store } = await recording();
  const report = await replayStreams({ store, snapshots: new MemorySnapshotStore() }, ['call/c1']);
  expect(report).toMatchObject({ result: 'error', findings: [{ kind: 'unreplayable', stream: 'call/c1' }] });
});

it('does not run under a flow that is not what its hash says', async () => {
  const { store, snapshots } = await recording();
  const [first] = (await store.read<CallEvent, never>('call/c1')).events;
  const hash = first?.event.type === 'CallStarted' ? first.event.flowHash : '';
  const json = (await snapshots.getSnapshot(hash))?.json ?? '';
  const swapped = new MemorySnapshotStore();
  await swapped.putSnapshot({ hash, kind: 'flow', json: json.replace('greet', 'other') });
  const [finding] = (await replayStreams({ store, snapshots: swapped }, ['call/c1'])).findings;
  expect(finding?.kind === 'unreplayable' && finding.reason).toMatch('not what its hash says');
});

it('replays everything, call by call, and finds the one that differs', async () => {
  const { store, snapshots } = await recording();
  await recordCall({ store, snapshots, flow: sampleFlow, callId: 'c2', forge: otherWords });
  await recordLine(store, 'c2');
  const heard: string[] = [];
  const report = await replayAll({ store, snapshots }, (callId, { result }) =>
    heard.push(`${callId} ${result}`),
  );
  expect(heard).toEqual(['c1 ok', 'c2 diverged']);
  expect(report).toMatchObject({ result: 'diverged', streams: 3, findings: [{ stream: 'call/c2' }] });
});

const recordLine = async (store: MemoryEventStore, callId: string): Promise<void> => {
  const caller = {
    tenantId: 'acme',
    sipCallId: 's',
    fromTag: 'f',
    from: '1',
    to: '2',
    trunk: 't',
    flow: 'f',
  };
  const input: LineInput = {
    type: 'OfferLine',
    inputId: 'l0',
    at: 1,
    callId,
    ...caller,
    gateway: 'g1',
    house: { draining: true, linesActive: 0, linesMax: 1, portsFree: 1, codec: 'PCMU', brainReady: true },
    lineMsMax: 1,
    noMediaMsMax: 1,
  };
  await store.append<LineEvent, LineInput>({
    stream: `line/${callId}`,
    tenantId: 'acme',
    callId,
    expectedVersion: -1,
    actor: { service: 'sip-gateway', instance: 'a', epoch: 1 },
    causationId: 'l0',
    input,
    events: lineDecider.decide(lineDecider.initial, input),
    isFinal: true,
  });
};
