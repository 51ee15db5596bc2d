// Whether a call is open, as the record has it.
import { type EventStore } from '@trunkline/event-sourcing';

/** A call without events is not open. Rejects with StoreUnavailable. */
export const callOpenIn =
  (store: Pick<EventStore, 'read'>) =>
  async (callId: string): Promise<boolean> => {
    const { events } = await store.read(`call/${callId}`);
    return events.length > 0 && !events.some(({ event }) => event.type === 'CallEnded');
  };
