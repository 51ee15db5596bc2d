// The append statement's values and answer.
import { type Append, type Event, type Input } from '@trunkline/event-sourcing';
import { type AppendDraft } from '../append-draft';

export const APPEND_STATEMENT = `select * from es_append(${Array.from({ length: 19 }, (_, index) => `$${index + 1}`).join(', ')})`;

/** `known`: the input is recorded, `number` events from version `place` on. `foreign`: another tenant's stream. */
export interface AppendAnswer {
  readonly kind: 'appended' | 'fenced' | 'conflict' | 'known' | 'foreign';
  readonly place: number;
  readonly number: number;
  /** The hash before the first event, then one per event. */
  readonly hashes: readonly string[];
}

export const appendValues = <E extends Event, I extends Input>(
  append: Append<E, I>,
  draft: AppendDraft<E>,
): unknown[] => [
  append.stream,
  draft.category,
  append.tenantId,
  append.callId,
  append.expectedVersion,
  append.actor.epoch,
  append.input.inputId,
  draft.input,
  append.isFinal,
  append.input.at,
  append.input.mediaMs ?? null,
  append.causationId,
  append.actor.service,
  append.actor.instance,
  draft.events.map(({ envelope }) => envelope.eventId),
  draft.events.map(({ envelope }) => envelope.event.type),
  draft.events.map(({ envelope }) => envelope.event.v),
  draft.events.map(({ payload }) => payload),
  draft.events.map(({ contentHash }) => contentHash),
];
