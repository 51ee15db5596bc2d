// One call taken out of the record before its time, with all of its streams.
import { type Pool } from 'pg';
import { translated } from '../postgres/failures';

export type Erased =
  | { readonly kind: 'erased'; readonly streams: number }
  /** A stream of it has not ended: nothing was erased. */
  | { readonly kind: 'open' }
  | { readonly kind: 'unknown' };

/** Needs the keeper's role or the owner's. Readers of the log learn of it from expiredCalls. Rejects with StoreUnavailable. */
export const eraseCall = (
  pool: Pick<Pool, 'query'>,
  { tenantId, callId }: { readonly tenantId: string; readonly callId: string },
): Promise<Erased> =>
  translated(async () => {
    const { rows } = await pool.query<{ did: Erased['kind']; streams: number }>(STATEMENT, [
      tenantId,
      callId,
    ]);
    const row = rows[0];
    if (!row) throw new Error('es_erase_call answers with one row');
    return row.did === 'erased' ? { kind: row.did, streams: row.streams } : { kind: row.did };
  });

const STATEMENT = 'select did, streams from es_erase_call($1, $2)';
