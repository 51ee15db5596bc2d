// Appends one plain event after the other to any record: for the specs of buses.
import { type EventStore, type Recorded } from '@trunkline/event-sourcing';

export const recordOf =
  (store: EventStore) =>
  async (stream: string, callId = 'c1'): Promise<readonly Recorded[]> => {
    const { version } = await store.read(stream);
    const appended = await store.append({
      stream,
      tenantId: 'acme',
      callId,
      expectedVersion: version,
      actor: { service: 'policy', instance: 'a', epoch: 1 },
      causationId: 'cause',
      input: { type: 'Heard', inputId: `i${version + 1}`, at: 1_000 },
      events: [{ type: 'Said', v: 1 }],
      isFinal: false,
    });
    return appended.kind === 'appended' ? appended.events : [];
  };
