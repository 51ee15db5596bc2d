// Reads what the record holds of one call: its own stream and its line's, and those that these name.
import { type ActionEvent } from '@trunkline/domain/action/events';
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
  const actions: (readonly Recorded<ActionEvent>[])[] = [];
  for (const { event } of allOf(call, 'ActionAuthorized')) {
    actions.push(await eventsOf<ActionEvent>(record, `action/${event.actionId}`));
  }
  const handoffs: (readonly Recorded<HandoffEvent>[])[] = [];
  for (const { event } of allOf(call, 'HandoffRequested')) {
    handoffs.push(await eventsOf<HandoffEvent>(record, `handoff/${event.handoffId}`));
  }
  const isThere = (events: readonly unknown[]): boolean => events.length > 0;
  return { callId, call, line, actions: actions.filter(isThere), handoffs: handoffs.filter(isThere) };
};

/** Every stream of a call that has events: the line's first, then the call's, then those it led to. */
export const streamsOf = ({ call, line, actions, handoffs }: CallRecord): readonly string[] =>
  [line, call, ...actions, ...handoffs].flatMap((events: readonly Recorded[]) => events[0]?.stream ?? []);

/** All events of a call, in the order of time, those of one stream in their own. */
export const rawEventsOf = ({ call, line, actions, handoffs }: CallRecord): readonly Recorded[] =>
  [line, call, ...actions, ...handoffs]
    .flatMap((events: readonly Recorded[]) => events)
    .sort((a, b) => a.at - b.at);

const eventsOf = async <E extends Event>(record: Record, stream: string): Promise<readonly Recorded<E>[]> =>
  (await record.read<E, never>(stream)).events;
