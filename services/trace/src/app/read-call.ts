// Reads what the record holds of one call: its own stream and its line's, and those that these name.
import { type ActionEvent } from '@trunkline/domain/action/events';
import { type AuditEvent, auditStreamOf } from '@trunkline/domain/audit/audit';
import { type CallEvent } from '@trunkline/domain/call/events';
import { type HandoffEvent } from '@trunkline/domain/handoff/events';
import { type LineEvent } from '@trunkline/domain/line/events';
import { type Event, type EventStore, type Recorded } from '@trunkline/event-sourcing';
import { allOf, type CallRecord } from '../domain/call-record';

type Record = Pick<EventStore, 'read'>;

/** Undefined for a call that the record does not know. Rejects with StoreUnavailable. */
export const readCall = async (record: Record, callId: string): Promise<CallRecord | undefined> => {
  const call = await eventsOf<CallEvent>(record, `call/${callId}`);
  const line = await eventsOf<LineEvent>(record, `line/${callId}`);
  if (call.length === 0 && line.length === 0) return undefined;
  const tenantId = (call[0] ?? line[0])?.tenantId ?? '';
  const audit = await eventsOf<AuditEvent>(record, auditStreamOf({ tenantId, callId }));
  const actions: (readonly Recorded<ActionEvent>[])[] = [];
  for (const { event } of allOf(call, 'ActionAuthorized')) {
    actions.push(await eventsOf<ActionEvent>(record, `action/${event.actionId}`));
  }
  const handoffs: (readonly Recorded<HandoffEvent>[])[] = [];
  for (const { event } of allOf(call, 'HandoffRequested')) {
    handoffs.push(await eventsOf<HandoffEvent>(record, `handoff/${event.handoffId}`));
  }
  const isThere = (events: readonly unknown[]): boolean => events.length > 0;
  return {
    callId,
    call,
    line,
    actions: actions.filter(isThere),
    handoffs: handoffs.filter(isThere),
    audit,
  };
};

/** Every stream of a call that has events: the line's first, then the call's, then those it led to. */
export const streamsOf = (record: CallRecord): readonly string[] =>
  eventsByStream(record).flatMap((events) => events[0]?.stream ?? []);

/** All events of a call, in the order of time, those of one stream in their own. */
export const rawEventsOf = (record: CallRecord): readonly Recorded[] =>
  [...eventsByStream(record).flat()].sort((a, b) => a.at - b.at);

const eventsByStream = ({
  line,
  call,
  actions,
  handoffs,
  audit,
}: CallRecord): readonly (readonly Recorded[])[] => [line, call, ...actions, ...handoffs, audit];

const eventsOf = async <E extends Event>(record: Record, stream: string): Promise<readonly Recorded<E>[]> =>
  (await record.read<E, never>(stream)).events;
