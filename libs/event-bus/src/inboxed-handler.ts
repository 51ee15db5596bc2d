// Turns a projection into a handler that a bus may call twice, late, or across a gap.
import { type EventStore, type Recorded } from '@trunkline/event-sourcing';
import { type Inbox } from '@trunkline/event-store';

export interface Projection<Tx> {
  readonly consumer: string;
  readonly inbox: Inbox<Tx>;
  /** Where the events of a gap are read. */
  readonly record: Pick<EventStore, 'read'>;
  /** Writes through `tx` only: what it writes stands or falls with the inbox. */
  apply(tx: Tx, event: Recorded): Promise<void>;
}

/** A gap did not close although the record was read: the carrier is ahead of the record that was asked. */
export class GapRemains extends Error {
  override readonly name = 'GapRemains';
}

/** Each event of a stream is applied once and in order; what is missing is fetched from the record. */
export const inboxedHandler =
  <Tx>(projection: Projection<Tx>): ((event: Recorded) => Promise<void>) =>
  async (event) => {
    const { record } = projection;
    const inboxed = await offer(projection, event);
    if (inboxed.kind !== 'gap') return;
    const missing = await record.read(event.stream, inboxed.expectedVersion);
    for (const earlier of missing.events) {
      if (earlier.version > event.version) break;
      await offer(projection, earlier);
    }
    const again = await offer(projection, event);
    if (again.kind !== 'duplicate')
      throw new GapRemains(`${event.stream}@${event.version} stands behind a gap`);
  };

const offer = <Tx>(projection: Projection<Tx>, event: Recorded) =>
  projection.inbox.withInbox(projection.consumer, event, (tx) => projection.apply(tx, event));
