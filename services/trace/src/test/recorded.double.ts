// Stored events for specs, written down as what happened when; hashes are left out, for folds do not read them.
import { type Event, type Recorded } from '@trunkline/event-sourcing';

export const ANSWERED_AT = 1_700_000_000_000;

export interface Happened<E extends Event> {
  /** Since the answer. */
  readonly atMs: number;
  readonly event: E;
}

/** A type that is new is missed here before it is missed by a reader. */
export type OneOfEach<E extends Event> = {
  readonly [T in E['type']]: Extract<E, { readonly type: T }>;
};

export const at = <E extends Event>(atMs: number, event: E): Happened<E> => ({ atMs, event });

export const recorded = <E extends Event>(
  stream: string,
  happened: readonly Happened<E>[],
  callId = 'c1',
): readonly Recorded<E>[] =>
  happened.map(({ atMs, event }, version) => ({
    eventId: `${stream}#i${version}#0`,
    tenantId: 'acme',
    callId,
    stream,
    version,
    at: ANSWERED_AT + atMs,
    ...(stream.startsWith('call/') ? { mediaMs: atMs } : {}),
    inputId: `i${version}`,
    causationId: `i${version}`,
    actor: { service: 'spec', instance: 'a', epoch: 1 },
    event,
    prevHash: '',
    hash: '',
  }));
