// Which calls have lost a stream to retention: for those who keep something of a call beside the record.
import { type Pool } from 'pg';
import { translated } from '../postgres/failures';

export interface ExpiredCall {
  readonly tenantId: string;
  readonly callId: string;
  /** Milliseconds since 1970. */
  readonly expiredAtMs: number;
}

/** Oldest first, told for 60 days. A call is told again when another of its streams goes. */
export const expiredCalls = (
  pool: Pick<Pool, 'query'>,
  { sinceMs, limit }: { sinceMs: number; limit: number },
): Promise<readonly ExpiredCall[]> =>
  translated(async () => {
    const { rows } = await pool.query<{ tenant_id: string; call_id: string; at_ms: string }>(STATEMENT, [
      sinceMs / 1_000,
      limit,
    ]);
    return rows.map((row) => ({
      tenantId: row.tenant_id,
      callId: row.call_id,
      expiredAtMs: Number(row.at_ms),
    }));
  });

const STATEMENT = `
  select tenant_id, call_id, floor(extract(epoch from expired_at) * 1000)::bigint as at_ms from es_expired_call
  where expired_at >= to_timestamp($1) order by expired_at, call_id limit $2`;
