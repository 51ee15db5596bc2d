// Everything that is recorded of one call, in the order in which it was committed, for those who judge a call as a whole.
import { type Recorded, type RecordedInput } from '@trunkline/event-sourcing';
import { type Pool } from 'pg';
import { translated } from '../postgres/failures';
import { EVENT_COLUMNS, recordedInputOf, recordedOf, type EventRow, type InputRow } from '../postgres/rows';

export type WholeCall =
  | {
      readonly kind: 'whole';
      readonly events: readonly Recorded[];
      readonly inputs: readonly RecordedInput[];
      /** No stream of it is open: nothing that it waits for is to come. */
      readonly isClosed: boolean;
    }
  /** Nothing was recorded of it, or some of it is gone to retention or erasure. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'too-long'; readonly events: number };

export interface WhichCall {
  readonly tenantId: string;
  readonly callId: string;
  readonly eventsMax: number;
}

/** Streams of human agents are no call's. Rejects with StoreUnavailable. */
export const wholeCall = async (
  pool: Pick<Pool, 'query'>,
  { tenantId, callId, eventsMax }: WhichCall,
): Promise<WholeCall> => {
  const [head] = await ask<HeadRow>(pool, HEADS, [callId, tenantId]);
  const events = Number(head?.events ?? 0);
  if (!head || events === 0 || head.is_gone) return { kind: 'gone' };
  if (events > eventsMax) return { kind: 'too-long', events };
  const eventRows = await ask<EventRow>(pool, EVENTS, [callId, tenantId]);
  const inputRows = await ask<InputRow>(pool, INPUTS, [callId, tenantId]);
  return {
    kind: 'whole',
    events: eventRows.map((row) => recordedOf(row)),
    inputs: inputRows.map((row) => recordedInputOf(row)),
    isClosed: head.is_closed,
  };
};

interface HeadRow {
  readonly events: string;
  readonly is_closed: boolean;
  readonly is_gone: boolean;
}

const ask = <R extends object>(pool: Pick<Pool, 'query'>, text: string, values: unknown[]): Promise<R[]> =>
  translated(async () => (await pool.query<R>(text, values)).rows);

const OF_CALL = 's.call_id = $1 and s.tenant_id = $2 and isfinite(s.begun_on)';
const VERSION_MAX = 2 ** 31 - 1;

const HEADS = `
  select coalesce(sum(s.version + 1), 0) as events, coalesce(bool_and(s.is_final), true) as is_closed,
    exists (select 1 from es_expired_call x where x.call_id = $1) as is_gone
  from es_stream s where ${OF_CALL}`;

const EVENTS = `
  select ${EVENT_COLUMNS} from es_stream s, es_events(s.stream, 0, ${VERSION_MAX}) e where ${OF_CALL}
  order by e.tx, e.global_seq`;

const INPUTS = `
  select i.stream, i.first_version, i.count, i.input from es_stream s, es_inputs(s.stream, 0) i where ${OF_CALL}
  order by i.stream, i.first_version`;
