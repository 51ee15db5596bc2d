// Counts what a projection has applied, and lets a spec wait for it.
import { type EventStore, type Recorded } from '@trunkline/event-sourcing';
import { MemoryInbox } from '@trunkline/event-store';
import { inboxedHandler } from '../inboxed-handler';

export class Tally {
  private readonly versions = new Map<string, number[]>();
  private readonly waiters: { readonly isOver: () => boolean; readonly release: () => void }[] = [];
  /** Events offered, duplicates included. */
  offered = 0;

  /** One inbox for all members of the group, as in a database. */
  private readonly inboxed: (event: Recorded) => Promise<void>;

  constructor(record: Pick<EventStore, 'read'>) {
    this.inboxed = inboxedHandler({
      consumer: 'tally',
      inbox: new MemoryInbox(),
      record,
      apply: async (_tx, { stream, version }) => {
        this.versions.set(stream, [...(this.versions.get(stream) ?? []), version]);
      },
    });
  }

  handler = async (event: Recorded): Promise<void> => {
    this.offered += 1;
    await this.inboxed(event);
    this.look();
  };

  get applied(): number {
    return [...this.versions.values()].reduce((sum, { length }) => sum + length, 0);
  }

  /** Streams whose events did not come once and in order. */
  broken(): readonly string[] {
    return [...this.versions]
      .filter(([, versions]) => versions.some((version, index) => version !== index))
      .map(([stream]) => stream);
  }

  untilApplied(count: number): Promise<void> {
    return this.until(() => this.applied >= count);
  }

  untilOffered(count: number): Promise<void> {
    return this.until(() => this.offered >= count);
  }

  private until(isOver: () => boolean): Promise<void> {
    return new Promise((release) => {
      this.waiters.push({ isOver, release });
      this.look();
    });
  }

  private look(): void {
    for (const { isOver, release } of this.waiters) if (isOver()) release();
  }
}
