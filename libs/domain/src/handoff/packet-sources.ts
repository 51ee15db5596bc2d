// What a packet is made of: the call's record, the hand-off's request, and the names that the tenant gives to things.
import { type Recorded } from '@trunkline/event-sourcing';
import { type ReasonCode, type Sensitivity } from '@trunkline/flow';
import { type CallEvent } from '../call/events';

export interface PacketSources {
  /** The call stream from version 0; events after `handoff.asOfVersion` are not looked at. */
  readonly callEvents: readonly Recorded<CallEvent>[];
  readonly handoff: {
    readonly handoffId: string;
    readonly packetId: string;
    readonly revision: number;
    readonly reason: ReasonCode;
    readonly fenceEpoch: number;
    readonly asOfVersion: number;
    readonly traceparent: string;
  };
  readonly queue: { readonly name: string; readonly skills: readonly string[] };
  /** Absent when the tenant no longer has the flow: names are then made of keys. */
  readonly flow?: FlowNames;
  /** Where a human agent may read the whole transcript. */
  readonly transcriptUri: string;
  readonly redact: Redact;
}

/** What a flow calls things; a compiled flow is one. */
export interface FlowNames {
  readonly locale: string;
  readonly globals: { readonly disclosure: string };
  readonly tools: Readonly<Record<string, { readonly label: string }>>;
  readonly slots: Readonly<Record<string, { readonly label: string; readonly sensitivity: Sensitivity }>>;
  readonly intents: Readonly<Record<string, { readonly label: string }>>;
}

/** Replaces what must not be read, such as card numbers, and counts what it replaced. */
export interface Redact {
  readonly policy: string;
  readonly text: (text: string) => { readonly text: string; readonly entities: number };
}

/** The events of one type, with their place in the stream. */
export const eventsOf = <T extends CallEvent['type']>(
  events: readonly Recorded<CallEvent>[],
  type: T,
): readonly Recorded<Extract<CallEvent, { type: T }>>[] => {
  const found: Recorded<Extract<CallEvent, { type: T }>>[] = [];
  for (const recorded of events) if (isOf(recorded, type)) found.push(recorded);
  return found;
};

const isOf = <T extends CallEvent['type']>(
  recorded: Recorded<CallEvent>,
  type: T,
): recorded is Recorded<Extract<CallEvent, { type: T }>> => recorded.event.type === type;
