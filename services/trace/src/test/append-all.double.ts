// Puts a call of a spec into a store, every event with an input of its own.
import { type EventStore, type Recorded } from '@trunkline/event-sourcing';
import { type CallRecord } from '../domain/call-record';

export const appendAll = async (
  store: EventStore,
  { line, call, actions, handoffs, audit }: CallRecord,
): Promise<void> => {
  const streams: readonly (readonly Recorded[])[] = [line, call, ...actions, ...handoffs, audit];
  for (const { stream, tenantId, callId, version, at, mediaMs, inputId, actor, event } of streams.flat()) {
    const appended = await store.append({
      stream,
      tenantId,
      callId,
      expectedVersion: version - 1,
      actor,
      causationId: inputId,
      input: { type: 'Told', inputId, at, ...(mediaMs === undefined ? {} : { mediaMs }) },
      events: [event],
      isFinal: false,
    });
    if (appended.kind !== 'appended') throw new Error(`${stream}@${version}: ${appended.kind}`);
  }
};
