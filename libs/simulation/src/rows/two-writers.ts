// Two writers with the same lease, one stream: what one appends the other finds there, and decides again.
import { call } from '@trunkline/domain';
import { createHost, type EventStore, type Host } from '@trunkline/event-sourcing';
import { MemoryEventStore } from '@trunkline/event-store';
import { Kernel } from '../kernel/kernel';
import { verdictOf } from './enumerated';
import { goldenCall, type Golden } from './golden-call';
import { type Called, type RowVerdict } from './row';

type CallHost = Host<call.Call, call.CallInput, call.CallEvent>;

/**
 * A fence is taken away, so that nothing but the expected version keeps the writers apart. Both are handed every input
 * of a recorded call at the same moment; timers fire in neither, since the record has their inputs.
 */
export const twoWriters = async (seed: number, called: Called): Promise<RowVerdict> => {
  const golden = await goldenCall(seed, called);
  const stream = `call/${golden.call.trace.callId}`;
  const store = new MemoryEventStore();
  const unfenced: EventStore = Object.assign(Object.create(store) as MemoryEventStore, {
    acquire: () => Promise.resolve(1),
  });
  const writers = ['one', 'other'].map((name) => writer(golden, unfenced, name));
  const broken: string[] = [];
  for (const { input } of golden.call.trace.inputs.filter((recorded) => recorded.stream === stream)) {
    const kinds = await told(writers, stream, input as call.CallInput);
    if (kinds !== 'appended,duplicate') broken.push(`${input.type} ${input.inputId}: ${kinds}`);
  }
  const written = (await store.read(stream)).events.map(({ event }) => JSON.stringify(event));
  const expected = golden.call.trace.events
    .filter((recorded) => recorded.stream === stream)
    .map(({ event }) => JSON.stringify(event));
  if (written.join('\n') !== expected.join('\n'))
    broken.push('the stream is not the one that one writer makes');
  return verdictOf({ id: 'B-08', seed }, 2, broken);
};

const told = async (writers: readonly CallHost[], stream: string, input: call.CallInput): Promise<string> => {
  const answers = await Promise.all(writers.map((host) => host.dispatch(stream, input)));
  return answers
    .map(({ kind }) => kind)
    .sort()
    .join();
};

const writer = ({ call: { trace } }: Golden, store: EventStore, instance: string): CallHost => {
  const [first] = trace.events;
  if (trace.flow === undefined || first === undefined)
    throw new Error('a recorded call has a flow and a start');
  const { tenantId, callId } = first;
  return createHost({
    decider: call.callDecider(trace.flow),
    store,
    actor: { service: 'dialogue-policy', instance },
    perform: () => undefined,
    clock: () => first.at,
    scheduler: new Kernel(first.at),
    locate: () => ({ tenantId, callId }),
  });
};
