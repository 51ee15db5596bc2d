// Keeps the table of calls up with the record: each event once and in order, in the transaction of the inbox.
import { inboxedHandler } from '@trunkline/event-bus';
import { type EventStore, type Recorded } from '@trunkline/event-sourcing';
import { type CursorStore, type Inbox, type Lead } from '@trunkline/event-store';
import { foldRow, tellsOfRow } from '../domain/call-row';
import { type CallTable } from '../ports/call-table.port';

export const CONSUMER = 'trace-calls';
export const CATEGORIES: readonly string[] = ['call', 'line'];
const PAGE_MAX = 500;

export interface ProjectionDeps<Tx> {
  readonly record: Pick<EventStore, 'read' | 'readAll'>;
  readonly inbox: Inbox<Tx>;
  readonly table: CallTable<Tx>;
  /** Where the bus keeps this consumer's position, if it keeps it here. */
  readonly cursors: CursorStore;
}

export class CallProjection<Tx> {
  readonly handle: (event: Recorded) => Promise<void>;

  constructor(private readonly deps: ProjectionDeps<Tx>) {
    const { inbox, record, table } = deps;
    this.handle = inboxedHandler<Tx>({
      consumer: CONSUMER,
      inbox,
      record,
      apply: async (tx, event) => {
        if (tellsOfRow(event)) await table.update(tx, event.callId, (row) => foldRow(row, event));
      },
    });
  }

  /**
   * Projects what is in the record and not in the table yet. Nothing to do where a running platform leads: it does
   * that already. Rejects with StoreUnavailable.
   */
  async catchUp(): Promise<'caught-up' | 'somebody-leads'> {
    const lead = await this.deps.cursors.lead(CONSUMER);
    if (!lead) return 'somebody-leads';
    try {
      await this.follow(lead);
      return 'caught-up';
    } finally {
      await lead.release();
    }
  }

  private async follow(lead: Lead): Promise<void> {
    let cursor = await lead.load();
    for (;;) {
      const page = await this.deps.record.readAll(cursor, PAGE_MAX);
      if (page.events.length === 0) return;
      for (const event of page.events) if (isOurs(event)) await this.handle(event);
      cursor = page.cursor;
      await lead.save(cursor);
    }
  }
}

const isOurs = ({ stream }: Recorded): boolean =>
  CATEGORIES.some((category) => stream.startsWith(`${category}/`));
