// The table of calls in memory.
import { type CallRow } from '../../domain/call-row';
import { type CallPosition, type CallQuery, type CallTable } from '../../ports/call-table.port';

export class MemoryCallTable implements CallTable<undefined> {
  private readonly rows = new Map<string, CallRow>();

  async update(_tx: undefined, callId: string, change: (row: CallRow | undefined) => CallRow): Promise<void> {
    this.rows.set(callId, change(this.rows.get(callId)));
  }

  async list({ limit, before, tenantId }: CallQuery): Promise<readonly CallRow[]> {
    return [...this.rows.values()]
      .filter((row) => tenantId === undefined || row.tenantId === tenantId)
      .filter((row) => before === undefined || byNewest(before, row) < 0)
      .sort(byNewest)
      .slice(0, limit);
  }

  async get(callId: string): Promise<CallRow | undefined> {
    return this.rows.get(callId);
  }

  async withPrefix(prefix: string, limit: number): Promise<readonly string[]> {
    return [...this.rows.keys()]
      .filter((callId) => callId.startsWith(prefix))
      .sort()
      .slice(0, limit);
  }

  async remove(callIds: readonly string[]): Promise<number> {
    return callIds.filter((callId) => this.rows.delete(callId)).length;
  }
}

const byNewest = (a: CallPosition, b: CallPosition): number =>
  b.startedAt - a.startedAt || (a.callId < b.callId ? 1 : a.callId > b.callId ? -1 : 0);
