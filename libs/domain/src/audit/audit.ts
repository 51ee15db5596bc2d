// What no honest client asks: refusals of a call's requests as events, stream `audit/<tenantId>:<callId>`.
import { type Decider, type Input } from '@trunkline/event-sourcing';

export interface RequestRefused {
  readonly type: 'RequestRefused';
  readonly v: 1;
  /** As on the wire: KEY_REUSED, CONFIRMATION_VOID, NOT_FOUND. */
  readonly code: string;
  readonly actionId: string;
  readonly tool: string;
}

export type AuditEvent = RequestRefused;

/** Names a tenant too: who asks for a call of another tenant writes nothing into that one's. */
export const auditStreamOf = ({ tenantId, callId }: { tenantId: string; callId: string }): string =>
  `audit/${tenantId}:${callId}`;

export interface NoteRefusal extends Input, Omit<RequestRefused, 'type' | 'v'> {
  readonly type: 'NoteRefusal';
}

export interface Audit {
  readonly refusals: number;
}

/** Somebody who goes on trying fills no record: the counters have the rest. */
export const REFUSALS_MAX = 100;

export const auditDecider: Decider<Audit, NoteRefusal, RequestRefused, never> = {
  category: 'audit',
  initial: { refusals: 0 },
  decide: ({ refusals }, { code, actionId, tool }) =>
    refusals < REFUSALS_MAX ? [{ type: 'RequestRefused', v: 1, code, actionId, tool }] : [],
  evolve: ({ refusals }) => ({ refusals: refusals + 1 }),
  effects: () => [],
  // Nothing is awaited: the stream is never open.
  isFinal: () => true,
};
