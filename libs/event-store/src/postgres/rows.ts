// Rows of the record and what they mean.
import { type Event, type Input, type Recorded, type RecordedInput } from '@trunkline/event-sourcing';

/** bigint arrives as text; every one of ours is a safe integer. */
export interface EventRow {
  readonly stream: string;
  readonly version: number;
  readonly event_id: string;
  readonly payload: string;
  readonly at_ms: string;
  readonly media_ms: string | null;
  readonly input_id: string;
  readonly causation_id: string;
  readonly tenant_id: string;
  readonly call_id: string;
  readonly actor_service: string;
  readonly actor_instance: string;
  readonly actor_epoch: string;
  readonly prev_hash: string;
  readonly hash: string;
}

export const EVENT_COLUMNS = `e.stream, e.version, e.event_id, e.payload, e.at_ms, e.media_ms, e.input_id,
  e.causation_id, e.tenant_id, e.call_id, e.actor_service, e.actor_instance, e.actor_epoch, e.prev_hash, e.hash`;

export const recordedOf = <E extends Event>(row: EventRow): Recorded<E> => ({
  eventId: row.event_id,
  tenantId: row.tenant_id,
  callId: row.call_id,
  stream: row.stream,
  version: row.version,
  at: Number(row.at_ms),
  ...(row.media_ms === null ? {} : { mediaMs: Number(row.media_ms) }),
  inputId: row.input_id,
  causationId: row.causation_id,
  actor: { service: row.actor_service, instance: row.actor_instance, epoch: Number(row.actor_epoch) },
  event: JSON.parse(row.payload) as E,
  prevHash: row.prev_hash,
  hash: row.hash,
});

export interface InputRow {
  readonly stream: string;
  readonly first_version: number;
  readonly count: number;
  readonly input: string;
}

export const recordedInputOf = <I extends Input>(row: InputRow): RecordedInput<I> => ({
  stream: row.stream,
  firstVersion: row.first_version,
  count: row.count,
  input: JSON.parse(row.input) as I,
});
