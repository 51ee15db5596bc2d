// Lets go of what is kept of calls beside the record, once the record has let go of them.
import { type EventStore } from '@trunkline/event-sourcing';
import { type CursorStore, type ExpiredCall, type Lead } from '@trunkline/event-store';
import { deleted, deletionFailed } from '../observations';
import { type CallTable } from '../ports/call-table.port';
import { type Recordings } from '../ports/recordings.port';

export const SWEEPER = 'trace-expiry';

/** A page that is all of one millisecond is asked for again, twice as long, up to this. */
const PAGE_LENGTH = 500;
const PAGE_LENGTH_MAX = 65_536;
/**
 * Looked at once more by each sweep: a transaction stamps its calls when it begins and shows them when it commits, and
 * a projection that lags may write the row of a call that was erased meanwhile.
 */
const OVERLAP_MS = 3_600_000;
/** So many recordings that cannot be deleted are a folder that cannot be written. */
const FAILURES_MAX = 20;

export interface ExpirySweepDeps {
  readonly record: Pick<EventStore, 'read'>;
  /** Calls that lost a stream at `sinceMs` or later, oldest first. */
  readonly expired: (query: { sinceMs: number; limit: number }) => Promise<readonly ExpiredCall[]>;
  readonly cursors: CursorStore;
  readonly table: Pick<CallTable<never>, 'remove'>;
  readonly recordings: Recordings;
}

export interface Swept {
  readonly kind: 'swept';
  readonly rows: number;
  readonly recordings: number;
  readonly failures: number;
  /** The first recording that stays, and why. */
  readonly firstFailure?: { readonly callId: string; readonly error: unknown };
  /** False when it was told to end, or gave up on the folder. */
  readonly isDone: boolean;
}

export type SweepResult = Swept | { readonly kind: 'somebody-leads' };

/**
 * Goes on where the last sweep ended, or at the first call whose recording it could not delete. Rejects with
 * StoreUnavailable; what was deleted until then is deleted.
 */
export const sweepExpired = async (deps: ExpirySweepDeps, signal?: AbortSignal): Promise<SweepResult> => {
  const lead = await deps.cursors.lead(SWEEPER);
  if (!lead) return { kind: 'somebody-leads' };
  try {
    return await new ExpirySweep(deps, lead).run(signal);
  } finally {
    await lead.release();
  }
};

class ExpirySweep {
  private rows = 0;
  private recordings = 0;
  private failures = 0;
  private firstFailure: (ExpiredCall & { readonly error: unknown }) | undefined;

  constructor(
    private readonly deps: ExpirySweepDeps,
    private readonly lead: Lead,
  ) {}

  async run(signal: AbortSignal | undefined): Promise<Swept> {
    let sinceMs = Math.max(0, Number((await this.lead.load()) ?? 0) - OVERLAP_MS);
    let limit = PAGE_LENGTH;
    while (!signal?.aborted && this.failures < FAILURES_MAX) {
      const page = await this.deps.expired({ sinceMs, limit });
      const newestMs = page.at(-1)?.expiredAtMs;
      if (newestMs !== undefined) await this.take(page, newestMs);
      if (newestMs === undefined || page.length < limit) return this.result(this.failures < FAILURES_MAX);
      limit = newestMs > sinceMs ? PAGE_LENGTH : twice(limit);
      sinceMs = newestMs;
    }
    return this.result(false);
  }

  private async take(page: readonly ExpiredCall[], newestMs: number): Promise<void> {
    const gone: string[] = [];
    for (const call of page) {
      if (!(await this.isGone(call))) continue;
      gone.push(call.callId);
      await this.removeRecording(call);
      if (this.failures >= FAILURES_MAX) break;
    }
    const rows = await this.deps.table.remove(gone);
    deleted('row', rows);
    this.rows += rows;
    await this.lead.save(String(Math.min(newestMs, this.firstFailure?.expiredAtMs ?? newestMs)));
  }

  /** A call is told when its first stream goes; it is gone, and told again, when both of these are. */
  private async isGone({ callId }: ExpiredCall): Promise<boolean> {
    for (const stream of [`call/${callId}`, `line/${callId}`]) {
      if ((await this.deps.record.read(stream)).events.length > 0) return false;
    }
    return true;
  }

  private async removeRecording(call: ExpiredCall): Promise<void> {
    try {
      if ((await this.deps.recordings.remove(call.callId)) === 'missing') return;
      deleted('recording', 1);
      this.recordings += 1;
    } catch (error) {
      deletionFailed('recording');
      this.failures += 1;
      this.firstFailure ??= { ...call, error };
    }
  }

  private result(isDone: boolean): Swept {
    const { rows, recordings, failures, firstFailure } = this;
    return {
      kind: 'swept',
      rows,
      recordings,
      failures,
      ...(firstFailure ? { firstFailure: { callId: firstFailure.callId, error: firstFailure.error } } : {}),
      isDone,
    };
  }
}

const twice = (limit: number): number => {
  if (limit >= PAGE_LENGTH_MAX) throw new Error(`more than ${limit} calls expired in one millisecond`);
  return limit * 2;
};
