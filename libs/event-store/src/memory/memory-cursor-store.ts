// Consumer positions in memory, with one leader per consumer group.
import { StoreUnavailable, type LogCursor } from '@trunkline/event-sourcing';
import { type CursorStore, type Lead } from '../cursor-store.port';

export class MemoryCursorStore implements CursorStore {
  private readonly cursors = new Map<string, LogCursor>();
  private readonly leads = new Map<string, Lead>();

  async lead(consumer: string): Promise<Lead | undefined> {
    if (this.leads.has(consumer)) return undefined;
    const lead: Lead = {
      load: async () => this.cursors.get(consumer),
      save: async (cursor) => {
        if (this.leads.get(consumer) !== lead) throw new StoreUnavailable('the lead is released');
        this.cursors.set(consumer, cursor);
      },
      release: async () => {
        if (this.leads.get(consumer) === lead) this.leads.delete(consumer);
      },
    };
    this.leads.set(consumer, lead);
    return lead;
  }
}
