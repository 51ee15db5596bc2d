// What the record says of lines and calls, as those ask who watch a run.
import { type action, type call, type line } from '@trunkline/domain';
import { type Event, type EventStore, type Recorded } from '@trunkline/event-sourcing';
import { becomes, eventually } from './eventually';

const PAGE = 1_000;

/** Every event of the record, in the order of their commits. */
export const allEvents = async (store: EventStore): Promise<readonly Recorded[]> => {
  const events: Recorded[] = [];
  let page = await store.readAll(undefined, PAGE);
  while (page.events.length > 0) {
    events.push(...page.events);
    page = await store.readAll(page.cursor, PAGE);
  }
  return events;
};

const eventsOf = async <E extends Event>(store: EventStore, stream: string): Promise<readonly E[]> =>
  (await store.read<E, never>(stream)).events.map(({ event }) => event);

export const lineEvents = (store: EventStore, callId: string): Promise<readonly line.LineEvent[]> =>
  eventsOf(store, `line/${callId}`);

export const callEvents = (store: EventStore, callId: string): Promise<readonly call.CallEvent[]> =>
  eventsOf(store, `call/${callId}`);

export const actionEvents = (store: EventStore, actionId: string): Promise<readonly action.ActionEvent[]> =>
  eventsOf(store, `action/${actionId}`);

/** Ids of the calls whose line was offered with a Call-ID that begins so, oldest first. */
export const callsOf = async (store: EventStore, sipCallIdPrefix: string): Promise<readonly string[]> =>
  (await allEvents(store)).flatMap((recorded) => {
    const event = recorded.event as line.LineEvent;
    return event.type === 'LineOffered' && event.sipCallId.startsWith(sipCallIdPrefix)
      ? [recorded.callId]
      : [];
  });

/** Resolves with the events of the call as soon as they are what is waited for. */
export const callReaches = (
  store: EventStore,
  callId: string,
  { isThere, msMax }: { isThere: (events: readonly call.CallEvent[]) => boolean; msMax: number },
): Promise<readonly call.CallEvent[]> => {
  let types: readonly string[] = [];
  return eventually('what the call should reach', msMax, async () => {
    const events = await callEvents(store, callId);
    types = events.map(({ type }) => type);
    return isThere(events) ? events : undefined;
  }).catch((error: unknown) => {
    throw new Error(`${String(error)}; the last events are ${types.slice(-8).join(', ')}`);
  });
};

/** Resolves with the id of the newest call that has begun after `known` ones. */
export const nextCall = (store: EventStore, known: ReadonlySet<string>): Promise<string> =>
  eventually('the beginning of a call', 20_000, async () =>
    (await store.openStreams('call')).map(idOf).findLast((callId) => !known.has(callId)),
  );

/** Resolves when no line, call, action or hand-off is open; rejects and names what is. */
export const nothingOpen = async (store: EventStore, msMax: number): Promise<void> => {
  let open: readonly string[] = [];
  const look = async (): Promise<boolean> => {
    const lists = await Promise.all(
      ['line', 'call', 'action', 'handoff'].map((category) => store.openStreams(category)),
    );
    open = lists.flat();
    return open.length === 0;
  };
  await becomes('an empty list of open streams', msMax, look).catch(() => {
    throw new Error(`still open after ${msMax} ms: ${open.join(', ')}`);
  });
};

export const idOf = (stream: string): string => stream.slice(stream.indexOf('/') + 1);

/** Why a line ended, or was refused; undefined while it stands. */
export const endOf = (events: readonly line.LineEvent[]): string | undefined => {
  const end = events.find(({ type }) => type === 'LineEnded' || type === 'LineRejected');
  return end?.type === 'LineEnded' || end?.type === 'LineRejected' ? end.reason : undefined;
};
