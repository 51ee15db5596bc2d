// A call in a few figures: its outcome, what was done, what it cost, and how long the caller waited for replies.
import { maskNumber } from '@trunkline/domain/handoff/wording';
import { outcomeOfAction, type OutcomeOfAction } from './action-steps';
import { allOf, answeredAtOf, firstOf, lastOf, type CallRecord } from './call-record';
import { type Timeline } from './timeline-entry';

export interface CallSummary {
  readonly callId: string;
  readonly tenantId: string;
  readonly flow: string;
  /** Masked. */
  readonly from: string;
  readonly to: string;
  readonly trunk: string;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly durationMs?: number;
  /** `rejected` and `not-answered` are calls that no conversation began for; `open` has not ended. */
  readonly outcome: string;
  readonly reason?: string;
  readonly turns: number;
  readonly actions: readonly OutcomeOfAction[];
  readonly handoff?: { readonly reason: string; readonly queue: string; readonly state: string };
  readonly limits: readonly string[];
  readonly spend: { readonly totalMicros: number; readonly byKindMicros: Readonly<Record<string, number>> };
  /** Silence from the caller's last word to the first prompt after it, over all turns. */
  readonly reply: ReplyFigures;
  readonly longestSilenceMs: number;
}

export interface ReplyFigures {
  readonly count: number;
  readonly p50Ms?: number;
  readonly p95Ms?: number;
  readonly maxMs?: number;
}

export const summaryOf = (record: CallRecord, timeline: Timeline): CallSummary => ({
  ...whoCalled(record),
  ...howItEnded(record),
  turns: timeline.turns.length,
  actions: actionsOf(record),
  ...handoffOf(record),
  limits: allOf(record.call, 'LimitReached').map(({ event }) => event.limit),
  spend: spendOf(record),
  reply: repliesOf(timeline),
  longestSilenceMs: Math.max(
    0,
    ...timeline.entries.map((entry) => (entry.kind === 'silence' ? entry.durationMs : 0)),
  ),
});

/** Nearest rank; undefined for no values. */
export const percentile = (values: readonly number[], share: number): number | undefined =>
  [...values].sort((a, b) => a - b)[Math.max(0, Math.ceil(values.length * share) - 1)];

const whoCalled = (record: CallRecord) => {
  const begun = firstOf(record.call, 'CallStarted')?.event ?? firstOf(record.line, 'LineOffered')?.event;
  const { tenantId, flow, from, to, trunk } = begun ?? NOBODY;
  const { callId } = record;
  return { callId, tenantId, flow, from: maskNumber(from), to, trunk, startedAt: answeredAtOf(record) };
};

const NOBODY = { tenantId: '', flow: '', from: '', to: '', trunk: '' };

const howItEnded = (
  record: CallRecord,
): Pick<CallSummary, 'outcome' | 'reason' | 'endedAt' | 'durationMs'> => {
  const rejected = firstOf(record.line, 'LineRejected');
  if (rejected) return { outcome: 'rejected', reason: rejected.event.reason, endedAt: rejected.at };
  const call = firstOf(record.call, 'CallEnded');
  const line = firstOf(record.line, 'LineEnded');
  const over = line ?? call;
  if (!over) return { outcome: 'open' };
  const { reason } = (call ?? over).event;
  const outcome = call?.event.outcome ?? (record.call.length === 0 ? 'not-answered' : 'open');
  return { outcome, reason, endedAt: over.at, durationMs: over.at - answeredAtOf(record) };
};

const actionsOf = ({ call, actions }: CallRecord): readonly OutcomeOfAction[] => {
  const known = actions.flatMap((events) => outcomeOfAction(events) ?? []);
  return allOf(call, 'ActionAuthorized').map(({ event }) => {
    const own = known.find(({ actionId }) => actionId === event.actionId);
    if (own) return own;
    const settled = allOf(call, 'ActionSettled').find((one) => one.event.actionId === event.actionId)?.event;
    return {
      actionId: event.actionId,
      tool: event.tool,
      effect: event.effect,
      attempts: 0,
      outcome: settled?.outcome ?? 'open',
      reconciled: false,
      ...(settled?.errorCode === undefined ? {} : { errorCode: settled.errorCode }),
    };
  });
};

const handoffOf = ({ call }: CallRecord): Pick<CallSummary, 'handoff'> => {
  const requested = lastOf(call, 'HandoffRequested')?.event;
  if (!requested) return {};
  const state = lastOf(call, 'HandoffProgressed')?.event.state ?? 'requested';
  return { handoff: { reason: requested.reason, queue: requested.queue, state } };
};

const spendOf = ({ call }: CallRecord): CallSummary['spend'] => {
  const byKindMicros: Record<string, number> = {};
  for (const { event } of allOf(call, 'BudgetCharged')) {
    byKindMicros[event.kind] = (byKindMicros[event.kind] ?? 0) + event.micros;
  }
  return { totalMicros: lastOf(call, 'BudgetCharged')?.event.totalMicros ?? 0, byKindMicros };
};

const repliesOf = ({ turns }: Timeline): ReplyFigures => {
  const waits = turns.flatMap(({ reply }) => reply?.silenceMs ?? []);
  const [p50Ms, p95Ms, maxMs] = [0.5, 0.95, 1].map((share) => percentile(waits, share));
  if (p50Ms === undefined || p95Ms === undefined || maxMs === undefined) return { count: 0 };
  return { count: waits.length, p50Ms, p95Ms, maxMs };
};
