// Actions as a human must know them: what was done with its receipt, what is in doubt, and what must not be done again.
import { type Recorded } from '@trunkline/event-sourcing';
import { type ActionAuthorized, type ActionSettled, type SideEffectsFenced } from '../call/events';
import { type PacketAction, type PacketFact } from './packet-model';
import { eventsOf, type PacketSources } from './packet-sources';
import { clip, humanise, timestamp } from './wording';

export const ACTIONS_MAX = 10;

/** In doubt first, then pending, then irreversible, then the rest; in each the newest first. */
export const actionsOf = (sources: PacketSources, facts: readonly PacketFact[]): readonly PacketAction[] => {
  const settled = new Map(
    eventsOf(sources.callEvents, 'ActionSettled').map((recorded) => [recorded.event.actionId, recorded]),
  );
  const fenced = eventsOf(sources.callEvents, 'SideEffectsFenced').at(-1)?.event;
  const shown = new Set(facts.map(({ value }) => value));
  return eventsOf(sources.callEvents, 'ActionAuthorized')
    .map((authorized) => {
      const settling = settled.get(authorized.event.actionId);
      const status = statusOf(authorized.event, settling?.event, fenced);
      return action({ authorized, settling, status, label: labelOf(sources, authorized.event, shown) });
    })
    .reverse()
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, ACTIONS_MAX);
};

const rank = ({ status, effect }: PacketAction): number => {
  if (status === 'in_doubt') return 0;
  if (status === 'pending') return 1;
  return effect === 'irreversible' ? 2 : 3;
};

/** An unknown read changed nothing: it has failed. Only what may have had an effect can be in doubt. */
const statusOf = (
  authorized: ActionAuthorized,
  settled: ActionSettled | undefined,
  fenced: SideEffectsFenced | undefined,
): PacketAction['status'] => {
  const unknown = authorized.effect === 'read' ? 'failed' : 'in_doubt';
  if (settled) {
    if (settled.outcome === 'unknown') return unknown;
    return settled.outcome === 'succeeded' ? 'committed' : 'failed';
  }
  if (fenced?.notStarted.includes(authorized.actionId)) return 'not_started';
  // Settled at the fence, but how has not been recorded yet: a late receipt will say.
  if (fenced && [...fenced.inDoubt, ...fenced.settled].includes(authorized.actionId)) return unknown;
  return 'pending';
};

const action = ({
  authorized: { event, at },
  settling,
  status,
  label,
}: {
  authorized: Recorded<ActionAuthorized>;
  settling: Recorded<ActionSettled> | undefined;
  status: PacketAction['status'];
  label: string;
}): PacketAction => {
  const settledAt = timestamp(settling?.at ?? at);
  return {
    actionId: event.actionId,
    tool: clip(event.tool, 48),
    label,
    effect: event.effect,
    status,
    ...(event.effect === 'read' ? {} : traceOf(event, settling?.event, { status, at: settledAt })),
    at: settledAt,
    human: humanOf(event.effect, status),
  };
};

/** How a system of record knows the write: by its key if it was sent, by its receipt if it was done. */
const traceOf = (
  event: ActionAuthorized,
  settled: ActionSettled | undefined,
  { status, at }: Pick<PacketAction, 'status' | 'at'>,
): Pick<PacketAction, 'receipt' | 'idempotencyKey'> => {
  if (status === 'not_started') return {};
  // An action that never got as far as a key is known to its system by its own id.
  const idempotencyKey = clip(settled?.idempotencyKey || event.actionId, 64);
  if (status !== 'committed') return { idempotencyKey };
  const ref = clip(settled?.receipt || idempotencyKey, 64);
  return { receipt: { system: clip(event.tool, 32), ref, at }, idempotencyKey };
};

const humanOf = (effect: PacketAction['effect'], status: PacketAction['status']): PacketAction['human'] => {
  switch (status) {
    case 'in_doubt':
    case 'pending':
      return effect === 'irreversible' ? 'do_not_retry' : 'verify';
    case 'failed':
    case 'not_started':
      return 'safe_to_retry';
    case 'committed':
      return 'none';
  }
};

/** The tool's label and those of its arguments that the packet shows as facts anyway. */
const labelOf = (sources: PacketSources, event: ActionAuthorized, shown: ReadonlySet<string>): string => {
  const label = humanise(sources.flow?.tools[event.tool]?.label ?? event.tool);
  const values = Object.values(event.args)
    .map(String)
    .filter((value) => shown.has(value));
  return clip([label, ...values.slice(0, 2)].join(' '), 60);
};
