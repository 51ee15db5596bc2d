// Admissions in Postgres: a unique index decides whose a confirmation is, the call's row decides who was before a fence.
import { inTransaction } from '@trunkline/event-store';
import { translated } from '@trunkline/event-store/postgres/failures';
import { type Pool, type PoolClient, type QueryResultRow } from 'pg';
import {
  type Admission,
  type AdmissionLedger,
  type Admitted,
  type KnownAction,
} from '../../ports/admission-ledger.port';

/** Any number; every process that prepares the tables takes the same lock. */
const PREPARE_LOCK = 7_236_411;

export class PostgresAdmissionLedger implements AdmissionLedger {
  private constructor(private readonly pool: Pool) {}

  /** Makes the tables if they are not there. The pool stays the caller's to close. */
  static async open(pool: Pool): Promise<PostgresAdmissionLedger> {
    await inTransaction(pool, async (client) => {
      await ask(client, 'select pg_advisory_xact_lock($1)', [PREPARE_LOCK]);
      await ask(client, TABLES, []);
    });
    return new PostgresAdmissionLedger(pool);
  }

  admit(admission: Admission): Promise<Admitted> {
    return inTransaction(this.pool, async (client) => {
      const { tenantId, callId, actionId, tool, epoch, confirmationId } = admission;
      const fence = await this.lockCall(client, tenantId, callId);
      if (epoch < fence) return { kind: 'fenced', epoch: fence };
      if (confirmationId !== undefined && !(await this.consume(client, admission)))
        return { kind: 'confirmation-used' };
      await ask(client, NOTE_ACTION, [tenantId, callId, actionId, tool]);
      return { kind: 'admitted' };
    });
  }

  raiseFence(call: { tenantId: string; callId: string; epoch: number }): Promise<readonly KnownAction[]> {
    return inTransaction(this.pool, async (client) => {
      const { tenantId, callId, epoch } = call;
      await ask(client, RAISE_FENCE, [tenantId, callId, epoch]);
      const { rows } = await ask<{ action_id: string; tool: string }>(client, LIST_ACTIONS, [
        tenantId,
        callId,
      ]);
      return rows.map((row) => ({ actionId: row.action_id, tool: row.tool }));
    });
  }

  async fenceEpoch(tenantId: string, callId: string): Promise<number> {
    return inTransaction(this.pool, async (client) => {
      const sql = 'select max_epoch from tool_call_fence where tenant_id = $1 and call_id = $2';
      const { rows } = await ask<{ max_epoch: string }>(client, sql, [tenantId, callId]);
      return Number(rows[0]?.max_epoch ?? 0);
    });
  }

  /** The row's lock makes admissions and fences of one call take turns. */
  private async lockCall(client: PoolClient, tenantId: string, callId: string): Promise<number> {
    const { rows } = await ask<{ max_epoch: string }>(client, LOCK_CALL, [tenantId, callId]);
    return Number(rows[0]?.max_epoch ?? 0);
  }

  private async consume(
    client: PoolClient,
    { tenantId, actionId, confirmationId }: Admission,
  ): Promise<boolean> {
    await ask(client, CONSUME, [tenantId, confirmationId, actionId]);
    const sql = 'select action_id from tool_confirmation where tenant_id = $1 and confirmation_id = $2';
    const { rows } = await ask<{ action_id: string }>(client, sql, [tenantId, confirmationId]);
    return rows[0]?.action_id === actionId;
  }
}

const ask = <R extends QueryResultRow>(client: PoolClient, sql: string, values: readonly unknown[]) =>
  translated(() => client.query<R>(sql, [...values]));

const TABLES = `
  create table if not exists tool_call_fence (
    tenant_id text not null, call_id text not null, max_epoch bigint not null,
    primary key (tenant_id, call_id));
  create table if not exists tool_call_action (
    tenant_id text not null, call_id text not null, action_id text not null, tool text not null,
    place bigint generated always as identity,
    primary key (tenant_id, call_id, action_id));
  create table if not exists tool_confirmation (
    tenant_id text not null, confirmation_id text not null, action_id text not null,
    used_at timestamptz not null default now(),
    primary key (tenant_id, confirmation_id));`;

const LOCK_CALL = `
  insert into tool_call_fence as f (tenant_id, call_id, max_epoch) values ($1, $2, 0)
  on conflict (tenant_id, call_id) do update set max_epoch = f.max_epoch returning max_epoch`;

const RAISE_FENCE = `
  insert into tool_call_fence as f (tenant_id, call_id, max_epoch) values ($1, $2, $3)
  on conflict (tenant_id, call_id) do update set max_epoch = greatest(f.max_epoch, excluded.max_epoch)`;

const CONSUME = `
  insert into tool_confirmation (tenant_id, confirmation_id, action_id) values ($1, $2, $3)
  on conflict (tenant_id, confirmation_id) do nothing`;

const NOTE_ACTION = `
  insert into tool_call_action (tenant_id, call_id, action_id, tool) values ($1, $2, $3, $4)
  on conflict (tenant_id, call_id, action_id) do nothing`;

const LIST_ACTIONS =
  'select action_id, tool from tool_call_action where tenant_id = $1 and call_id = $2 order by place';
