// What the record holds of one call: its streams, each in its own order.
import { type ActionEvent } from '@trunkline/domain/action/events';
import { type AuditEvent } from '@trunkline/domain/audit/audit';
import { type CallEvent } from '@trunkline/domain/call/events';
import { type HandoffEvent } from '@trunkline/domain/handoff/events';
import { type LineEvent } from '@trunkline/domain/line/events';
import { type EpochMs, type Event, type Recorded } from '@trunkline/event-sourcing';

export interface CallRecord {
  readonly callId: string;
  readonly call: readonly Recorded<CallEvent>[];
  readonly line: readonly Recorded<LineEvent>[];
  readonly actions: readonly (readonly Recorded<ActionEvent>[])[];
  readonly handoffs: readonly (readonly Recorded<HandoffEvent>[])[];
  /** What the tool gateway refused in the name of this call. */
  readonly audit: readonly Recorded<AuditEvent>[];
}

/** When the caller was answered; for a call that never was, when it was first heard of. */
export const answeredAtOf = ({ call, line }: CallRecord): EpochMs =>
  firstOf(call, 'CallStarted')?.event.answeredAt ??
  firstOf(line, 'LineAnswered')?.event.answeredAt ??
  line[0]?.at ??
  call[0]?.at ??
  0;

export type Of<E extends Event, T extends E['type']> = Recorded<Extract<E, { readonly type: T }>>;

export const allOf = <E extends Event, T extends E['type']>(
  events: readonly Recorded<E>[],
  type: T,
): readonly Of<E, T>[] => events.filter((recorded): recorded is Of<E, T> => recorded.event.type === type);

export const firstOf = <E extends Event, T extends E['type']>(
  events: readonly Recorded<E>[],
  type: T,
): Of<E, T> | undefined => allOf(events, type)[0];

export const lastOf = <E extends Event, T extends E['type']>(
  events: readonly Recorded<E>[],
  type: T,
): Of<E, T> | undefined => allOf(events, type).at(-1);
