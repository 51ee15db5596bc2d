// The table of calls in Postgres, in a schema of its own; written in the transaction of the inbox.
import { inTransaction } from '@trunkline/event-store';
import { translated } from '@trunkline/event-store/postgres/failures';
import { type Pool, type PoolClient, type QueryResultRow } from 'pg';
import { type CallRow } from '../../domain/call-row';
import { type CallQuery, type CallTable, type Unjudged } from '../../ports/call-table.port';

/** Any number; every process that prepares the table takes the same lock. */
const PREPARE_LOCK = 7_236_412;

export class PostgresCallTable implements CallTable<PoolClient> {
  private constructor(private readonly pool: Pool) {}

  /** Makes the table if it is not there. The pool stays the caller's to close. Rejects with StoreUnavailable. */
  static async open(pool: Pool): Promise<PostgresCallTable> {
    await inTransaction(pool, async (client) => {
      await ask(client, 'select pg_advisory_xact_lock($1)', [PREPARE_LOCK]);
      await ask(client, SCHEMA, []);
    });
    return new PostgresCallTable(pool);
  }

  async update(
    client: PoolClient,
    callId: string,
    change: (row: CallRow | undefined) => CallRow,
  ): Promise<void> {
    // Two streams of one call may be projected at the same time, before there is a row to lock.
    await ask(client, 'select pg_advisory_xact_lock($1, hashtext($2))', [PREPARE_LOCK, callId]);
    const { rows } = await ask<StoredRow>(client, `${SELECT} where call_id = $1`, [callId]);
    const row = change(rows[0] && rowOf(rows[0]));
    await ask(client, UPSERT, valuesOf(row));
  }

  async list({ limit, before, tenantId }: CallQuery): Promise<readonly CallRow[]> {
    const { rows } = await ask<StoredRow>(this.pool, LIST, [
      limit,
      tenantId ?? null,
      before?.startedAt ?? null,
      before?.callId ?? null,
    ]);
    return rows.map(rowOf);
  }

  async get(callId: string): Promise<CallRow | undefined> {
    const { rows } = await ask<StoredRow>(this.pool, `${SELECT} where call_id = $1`, [callId]);
    return rows[0] && rowOf(rows[0]);
  }

  async withPrefix(prefix: string, limit: number): Promise<readonly string[]> {
    const { rows } = await ask<{ call_id: string }>(this.pool, WITH_PREFIX, [prefix, limit]);
    return rows.map(({ call_id: callId }) => callId);
  }

  async remove(callIds: readonly string[]): Promise<number> {
    const sql = 'delete from trace.trace_call where call_id = any ($1)';
    return (await ask(this.pool, sql, [callIds])).rowCount ?? 0;
  }

  async unjudged({ untilMs, limit }: { untilMs: number; limit: number }): Promise<readonly Unjudged[]> {
    const { rows } = await ask<StoredRow>(this.pool, UNJUDGED, [untilMs, limit]);
    return rows.map(rowOf).map(({ callId, tenantId, endedAt = 0 }) => ({ callId, tenantId, endedAt }));
  }

  async judgeAt(callId: string, atMs: number | undefined): Promise<void> {
    const sql = 'update trace.trace_call set judge_at_ms = $2 where call_id = $1';
    await ask(this.pool, sql, [callId, atMs ?? null]);
  }
}

/** As the driver answers: bigint as text, absent as null. */
interface StoredRow extends QueryResultRow {
  readonly call_id: string;
  readonly tenant_id: string;
  readonly started_at_ms: string;
  readonly ended_at_ms: string | null;
  readonly from_masked: string;
  readonly to_address: string;
  readonly trunk: string;
  readonly flow: string;
  readonly outcome: NonNullable<CallRow['outcome']> | null;
  readonly reason: string | null;
  readonly turns: number;
  readonly actions: number;
  readonly handoff_reason: string | null;
  readonly spend_micros: string;
}

const rowOf = (stored: StoredRow): CallRow => ({
  callId: stored.call_id,
  tenantId: stored.tenant_id,
  startedAt: Number(stored.started_at_ms),
  ...(stored.ended_at_ms === null ? {} : { endedAt: Number(stored.ended_at_ms) }),
  from: stored.from_masked,
  to: stored.to_address,
  trunk: stored.trunk,
  flow: stored.flow,
  ...(stored.outcome === null ? {} : { outcome: stored.outcome }),
  ...(stored.reason === null ? {} : { reason: stored.reason }),
  turns: stored.turns,
  actions: stored.actions,
  ...(stored.handoff_reason === null ? {} : { handoffReason: stored.handoff_reason }),
  spendMicros: Number(stored.spend_micros),
});

/** In the order of COLUMNS. */
const valuesOf = (row: CallRow): readonly unknown[] => [
  row.callId,
  row.tenantId,
  row.startedAt,
  row.endedAt ?? null,
  row.from,
  row.to,
  row.trunk,
  row.flow,
  row.outcome ?? null,
  row.reason ?? null,
  row.turns,
  row.actions,
  row.handoffReason ?? null,
  row.spendMicros,
];

const ask = <R extends QueryResultRow>(client: Pool | PoolClient, sql: string, values: readonly unknown[]) =>
  translated(() => client.query<R>(sql, [...values]));

const SCHEMA = `
  create schema if not exists trace;
  create table if not exists trace.trace_call (
    call_id        text primary key,
    tenant_id      text not null,
    started_at_ms  bigint not null,
    ended_at_ms    bigint,
    from_masked    text not null,
    to_address     text not null,
    trunk          text not null,
    flow           text not null,
    outcome        text,
    reason         text,
    turns          integer not null,
    actions        integer not null,
    handoff_reason text,
    spend_micros   bigint not null);
  do $$ begin
    if not exists (select 1 from information_schema.columns
        where table_schema = 'trace' and table_name = 'trace_call' and column_name = 'judge_at_ms') then
      alter table trace.trace_call add column judge_at_ms bigint;
    end if;
  end $$;
  create index if not exists trace_call_unjudged on trace.trace_call (judge_at_ms) where judge_at_ms is not null;
  create index if not exists trace_call_newest on trace.trace_call (started_at_ms desc, call_id collate "C" desc);
  create index if not exists trace_call_prefix on trace.trace_call (call_id text_pattern_ops);`;

const COLUMNS = [
  'call_id',
  'tenant_id',
  'started_at_ms',
  'ended_at_ms',
  'from_masked',
  'to_address',
  'trunk',
  'flow',
  'outcome',
  'reason',
  'turns',
  'actions',
  'handoff_reason',
  'spend_micros',
] as const;

const SELECT = `select ${COLUMNS.join(', ')} from trace.trace_call`;

const ENDED = `$${COLUMNS.indexOf('ended_at_ms') + 1}::bigint`;

/** A call is to be judged from its end on; what is told of it later changes nothing about that. */
const UPSERT = `
  insert into trace.trace_call as t (${COLUMNS.join(', ')}, judge_at_ms)
  values (${COLUMNS.map((_, index) => `$${index + 1}`).join(', ')}, ${ENDED})
  on conflict (call_id) do update set ${COLUMNS.map((column) => `${column} = excluded.${column}`).join(', ')},
    judge_at_ms = case when t.ended_at_ms is null then excluded.judge_at_ms else t.judge_at_ms end`;

const UNJUDGED = `${SELECT} where judge_at_ms <= $1 order by judge_at_ms, call_id limit $2`;

const LIST = `${SELECT}
  where ($2::text is null or tenant_id = $2)
    and ($3::bigint is null or (started_at_ms, call_id collate "C") < ($3::bigint, $4::text collate "C"))
  order by started_at_ms desc, call_id collate "C" desc limit $1`;

const WITH_PREFIX = `
  select call_id from trace.trace_call where starts_with(call_id, $1) order by call_id collate "C" limit $2`;
