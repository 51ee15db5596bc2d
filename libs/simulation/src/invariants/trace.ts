// What an invariant is checked on: everything recorded of a call, and the ledger of what was really done if there is one.
import { type action, type call, type line } from '@trunkline/domain';
import { type HandoffEvent } from '@trunkline/domain/handoff/events';
import { type Event, type Recorded, type RecordedInput } from '@trunkline/event-sourcing';
import { type Flow } from '@trunkline/flow';
import { type LedgerEntry } from '../world/ledger';
import { type Deciders } from './deciders';
import { type Invariant } from './names';

export interface Trace {
  readonly callId: string;
  /** Every event of the call's streams, in the order in which they were committed; a position is an index in it. */
  readonly events: readonly Recorded[];
  readonly inputs: readonly RecordedInput[];
  /** What the tools' other side has done for this call; without it what only it can prove is not checked. */
  readonly ledger?: readonly LedgerEntry[];
  /** The graph that the call ran under; without it its limits are not checked. */
  readonly flow?: Flow;
  /** Nothing more is to come: what must end has ended. */
  readonly isComplete: boolean;
  /** Deciders to replay with; without them nothing is decided again, and LOG-5 is not checked. */
  readonly deciders?: Deciders;
}

export interface Violation {
  /** The comment above each check says what it holds. */
  readonly invariant: Invariant;
  readonly callId: string;
  /** Positions of the events that it is about, the offending one last. */
  readonly positions: readonly number[];
  readonly detail: string;
}

/** An event with its position. */
export interface At<E extends Event = Event> {
  readonly position: number;
  readonly recorded: Recorded;
  readonly event: E;
}

/** The events of a call by the category of their stream. */
export interface Sorted {
  readonly trace: Trace;
  readonly call: readonly At<call.CallEvent>[];
  readonly action: readonly At<action.ActionEvent>[];
  readonly handoff: readonly At<HandoffEvent>[];
  readonly line: readonly At<line.LineEvent>[];
}

export type Check = (sorted: Sorted) => readonly Violation[];

export const sorted = (trace: Trace): Sorted => {
  const all = trace.events.map((recorded, position) => ({ position, recorded, event: recorded.event }));
  // The category of a stream says whose vocabulary its events are.
  const of = <E extends Event>(category: string): readonly At<E>[] =>
    all.filter((at): at is At<E> => at.recorded.stream.startsWith(`${category}/`));
  return { trace, call: of('call'), action: of('action'), handoff: of('handoff'), line: of('line') };
};

export const only = <E extends Event, T extends E['type']>(
  events: readonly At<E>[],
  type: T,
): readonly At<Extract<E, { readonly type: T }>>[] =>
  events.filter((at): at is At<Extract<E, { readonly type: T }>> => at.event.type === type);

export const violation = (
  trace: Trace,
  invariant: Invariant,
  found: { readonly at: readonly (At | undefined)[]; readonly detail: string },
): Violation => ({
  invariant,
  callId: trace.callId,
  positions: found.at.flatMap((at) => (at === undefined ? [] : [at.position])),
  detail: found.detail,
});

export const grouped = <T>(
  items: readonly T[],
  keyOf: (item: T) => string,
): ReadonlyMap<string, readonly T[]> => {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
};
