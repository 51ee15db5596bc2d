// The table of calls in memory.
import { type CallRow } from '../../domain/call-row';
import {
  type CallPosition,
  type CallQuery,
  type CallTable,
  type Unjudged,
} from '../../ports/call-table.port';

export class MemoryCallTable implements CallTable<undefined> {
  private readonly rows = new Map<string, CallRow>();
  private readonly judgedAt = new Map<string, number>();

  async update(_tx: undefined, callId: string, change: (row: CallRow | undefined) => CallRow): Promise<void> {
    const before = this.rows.get(callId);
    const row = change(before);
    this.rows.set(callId, row);
    if (before?.endedAt === undefined && row.endedAt !== undefined) this.judgedAt.set(callId, row.endedAt);
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
    for (const callId of callIds) this.judgedAt.delete(callId);
    return callIds.filter((callId) => this.rows.delete(callId)).length;
  }

  async unjudged({ untilMs, limit }: { untilMs: number; limit: number }): Promise<readonly Unjudged[]> {
    return [...this.judgedAt]
      .filter(([, atMs]) => atMs <= untilMs)
      .sort(([, a], [, b]) => a - b)
      .slice(0, limit)
      .flatMap(([callId]) => {
        const { tenantId = '', endedAt = 0 } = this.rows.get(callId) ?? {};
        return [{ callId, tenantId, endedAt }];
      });
  }

  async judgeAt(callId: string, atMs: number | undefined): Promise<void> {
    if (atMs === undefined) this.judgedAt.delete(callId);
    else this.judgedAt.set(callId, atMs);
  }
}

const byNewest = (a: CallPosition, b: CallPosition): number =>
  b.startedAt - a.startedAt || (a.callId < b.callId ? 1 : a.callId > b.callId ? -1 : 0);
