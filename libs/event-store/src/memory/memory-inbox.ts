// A consumer's inbox in memory: the last version per consumer and stream.
import { type Recorded } from '@trunkline/event-sourcing';
import { type Inbox, type Inboxed } from '../inbox.port';

export class MemoryInbox implements Inbox<undefined> {
  private readonly last = new Map<string, number>();
  /** One after the other, as a row lock would have it. */
  private turn: Promise<unknown> = Promise.resolve();

  withInbox(consumer: string, event: Recorded, apply: (tx: undefined) => Promise<void>): Promise<Inboxed> {
    const turn = this.turn.then(() => this.move(`${consumer} ${event.stream}`, event, apply));
    this.turn = turn.catch(() => undefined);
    return turn;
  }

  private async move(
    key: string,
    event: Recorded,
    apply: (tx: undefined) => Promise<void>,
  ): Promise<Inboxed> {
    const last = this.last.get(key) ?? -1;
    if (event.version <= last) return { kind: 'duplicate' };
    if (event.version > last + 1) return { kind: 'gap', expectedVersion: last + 1 };
    await apply(undefined);
    this.last.set(key, event.version);
    return { kind: 'applied' };
  }
}
