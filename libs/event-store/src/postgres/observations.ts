// What the record measures of itself; names and units as in the telemetry registry. Attributes are closed lists.
import { type BatchObservableResult, metrics } from '@opentelemetry/api';
import { meterOf } from '@trunkline/runtime';
import { type Pool } from 'pg';
import { type MarkStand, stoodSince } from './mark-watch';

const SCOPE = 'trunkline.event-store';
const meter = meterOf(SCOPE);
const append = meter.createHistogram('voice.event.append', { unit: 's' });
const conflicts = meter.createCounter('voice.event.append.conflicts');

/** `known` was recorded before, by this writer or another. */
export type AppendOutcome = 'appended' | 'known' | 'conflict' | 'fenced' | 'refused' | 'unavailable';

export const appendTook = (durationMs: number, outcome: AppendOutcome): void => {
  append.record(durationMs / 1_000, { outcome });
  if (outcome === 'conflict') conflicts.add(1);
};

/**
 * Reads the pool and the server's transactions whenever somebody asks for the metrics. A role without
 * pg_read_all_stats sees only its own transactions' ages, but the mark's in any case. Returns what stops that.
 */
export const observeRecord = (pool: Pool, nowMs: () => number = Date.now): (() => void) => {
  const levels = metrics.getMeter(SCOPE);
  const connections = levels.createObservableGauge('voice.record.connections', { unit: '{connection}' });
  const waiting = levels.createObservableGauge('voice.record.waiting', { unit: '{query}' });
  const mark = levels.createObservableGauge('voice.record.mark.age.seconds');
  const transaction = levels.createObservableGauge('voice.record.transaction.age.seconds');
  let stand: MarkStand | undefined;
  const callback = async (result: BatchObservableResult): Promise<void> => {
    result.observe(connections, pool.totalCount - pool.idleCount, { state: 'used' });
    result.observe(connections, pool.idleCount, { state: 'idle' });
    result.observe(waiting, pool.waitingCount);
    const seen = await transactions(pool).catch(() => undefined);
    if (!seen) return;
    const now = nowMs();
    stand = stoodSince(stand, { oldest: BigInt(seen.oldest), next: BigInt(seen.next) }, now);
    result.observe(mark, stand ? (now - stand.sinceMs) / 1_000 : 0);
    result.observe(transaction, seen.longest_s);
  };
  const observed = [connections, waiting, mark, transaction];
  levels.addBatchObservableCallback(callback, observed);
  return () => levels.removeBatchObservableCallback(callback, observed);
};

interface Transactions {
  readonly oldest: string;
  readonly next: string;
  readonly longest_s: number;
}

const transactions = async (pool: Pool): Promise<Transactions | undefined> =>
  (await pool.query<Transactions>({ name: 'record_transactions', text: STATEMENT })).rows[0];

const STATEMENT = `
  select pg_snapshot_xmin(s)::text as oldest, pg_snapshot_xmax(s)::text as next,
    coalesce((select extract(epoch from max(now() - xact_start)) from pg_stat_activity
      where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()), 0)::float as longest_s
  from pg_current_snapshot() as s`;
