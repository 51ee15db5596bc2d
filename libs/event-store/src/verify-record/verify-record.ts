// Walks the whole record and names the first thing that is wrong with it: after a restore, a fail-over, or a doubt.
import { type ChainBreak, type Recorded, type StoredStream, verifyChain } from '@trunkline/event-sourcing';
import { type Pool } from 'pg';
import { translated } from '../postgres/failures';
import { PostgresEventStore } from '../postgres/postgres-event-store';
import { sha256 } from '../sha256';

export type RecordFault =
  | ChainBreak
  /** The stream's head says another last version or hash than its events: its end is missing, or was put there. */
  | 'head-mismatch'
  /** An input does not lie on the events it led to. */
  | 'input-mismatch'
  | 'tenant-mismatch'
  | 'events-without-head'
  /** Transaction ids are ahead of the server's, as after a restore from a dump: readers would miss events until then. */
  | 'log-ahead';

export type RecordVerdict =
  | { readonly kind: 'intact'; readonly streams: number; readonly events: number }
  | {
      readonly kind: 'broken';
      readonly reason: RecordFault;
      readonly stream?: string;
      /** Version of the first event that is wrong. */
      readonly version?: number;
    };

const PAGE = 500;

interface Head {
  readonly stream: string;
  readonly version: number;
  readonly last_hash: string;
  readonly tenant_id: string | null;
}

/**
 * Reads a page of heads and a stream at a time, so it can run beside services: a stream that grows meanwhile is looked
 * at as it is then. Rejects with StoreUnavailable.
 */
export const verifyRecord = async (pool: Pool): Promise<RecordVerdict> => {
  if (await holds(pool, LOG_AHEAD)) return { kind: 'broken', reason: 'log-ahead' };
  let [streams, events, after] = [0, 0, ''];
  for (;;) {
    const heads = await page(pool, after);
    for (const { stream } of heads) {
      const verdict = await verifyStream(pool, stream);
      if (verdict.kind === 'broken') return verdict;
      streams += 1;
      events += verdict.events;
    }
    const last = heads.at(-1);
    if (!last) break;
    after = last.stream;
  }
  const [orphan] = await query<{ stream: string }>(pool, ORPHAN, []);
  if (orphan) return { kind: 'broken', reason: 'events-without-head', stream: orphan.stream };
  return { kind: 'intact', streams, events };
};

const verifyStream = async (pool: Pool, stream: string): Promise<RecordVerdict> => {
  const stored = await new PostgresEventStore(pool).read(stream);
  const { events } = stored;
  const broken = (reason: RecordFault, version: number): RecordVerdict => ({
    kind: 'broken',
    reason,
    stream,
    version,
  });
  const verdict = verifyChain(events, sha256);
  if (verdict.kind === 'broken') return broken(verdict.reason, verdict.version);
  const foreign = events.find(({ tenantId }) => tenantId !== events[0]?.tenantId);
  if (foreign) return broken('tenant-mismatch', foreign.version);
  const strayed = strayedInput(stored);
  if (strayed !== undefined) return broken('input-mismatch', strayed);
  // The head as it was with these events; its hash is asked for later, and says nothing once the stream has grown.
  if (stored.version !== events.length - 1) return broken('head-mismatch', events.length);
  const [head] = await query<Head>(pool, HEAD, [stream]);
  if (head?.version !== stored.version || isHeadOf(head, events.at(-1))) return intact(events.length);
  return broken('head-mismatch', events.length);
};

/** The version from which on the inputs do not lie on their events, one behind the other. */
const strayedInput = ({ events, inputs }: StoredStream): number | undefined => {
  let next = 0;
  for (const { firstVersion, count, input } of inputs) {
    const led = events.slice(firstVersion, firstVersion + count);
    if (firstVersion !== next || !led.every(({ inputId }) => inputId === input.inputId)) return next;
    next += count;
  }
  return next === events.length ? undefined : next;
};

const isHeadOf = (head: Head, last: Recorded | undefined): boolean =>
  head.last_hash === (last?.hash ?? '') && (last === undefined || head.tenant_id === last.tenantId);

const intact = (events: number): RecordVerdict => ({ kind: 'intact', streams: 1, events });

const page = (pool: Pool, after: string): Promise<readonly { readonly stream: string }[]> =>
  query(pool, HEADS, [after, PAGE]);

const holds = async (pool: Pool, sql: string): Promise<boolean> =>
  (await query<{ holds: boolean }>(pool, sql, []))[0]?.holds ?? false;

const query = <R extends object>(pool: Pool, text: string, values: unknown[]): Promise<R[]> =>
  translated(async () => (await pool.query<R>(text, values)).rows);

const HEADS = `select stream from es_stream where stream > $1 order by stream limit $2`;

const HEAD = 'select stream, version, last_hash, tenant_id from es_stream where stream = $1';

/** A partition that is closing has lost heads to retention and will lose its events next. */
const ORPHAN = `
  select e.stream from es_event e join es_partition p on p.begins_on = e.begun_on and not p.is_closing
  left join es_stream s on s.stream = e.stream and s.begun_on = e.begun_on where s.stream is null limit 1`;

const LOG_AHEAD = `
  select coalesce((select e.tx from es_event e order by e.tx desc limit 1)::text::bigint
    >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint + es_shift(), false) as holds`;
