// The steps of one use of a tool: attempts and look-ups with their time, the settlement, what became of a doubt.
import { type ActionEvent } from '@trunkline/domain/action/events';
import { type EpochMs, type Recorded } from '@trunkline/event-sourcing';
import { firstOf } from './call-record';
import { type LineClock } from './line-clock';
import { type ActionStep } from './timeline-entry';

export interface OutcomeOfAction {
  readonly actionId: string;
  readonly tool: string;
  readonly effect: string;
  readonly attempts: number;
  /** `open` while nothing is settled; a reconciled outcome stands for the `unknown` that was told. */
  readonly outcome: 'succeeded' | 'failed' | 'unknown' | 'open';
  readonly reconciled: boolean;
  readonly receipt?: string;
  readonly errorCode?: string;
  /** From the reservation to the settlement. */
  readonly tookMs?: number;
}

export const actionSteps = (
  events: readonly Recorded<ActionEvent>[],
  clock: LineClock,
): readonly ActionStep[] => {
  const reserved = firstOf(events, 'ActionReserved')?.event;
  if (!reserved) return [];
  const { actionId, tool } = reserved;
  return events.flatMap((recorded, index) => {
    const told = stepOf(recorded, events.slice(index + 1));
    if (!told) return [];
    const { stream, version } = recorded;
    return {
      kind: 'action',
      atMs: clock(recorded),
      ref: { stream, version },
      actionId,
      tool,
      ...told,
    } as const;
  });
};

export const outcomeOfAction = (events: readonly Recorded<ActionEvent>[]): OutcomeOfAction | undefined => {
  const reserved = firstOf(events, 'ActionReserved');
  if (!reserved) return undefined;
  const { actionId, tool, effect } = reserved.event;
  const settled = firstOf(events, 'ActionSettled');
  const reconciled = firstOf(events, 'ActionReconciled')?.event;
  const { outcome = 'open', receipt, errorCode } = reconciled ?? settled?.event ?? {};
  return {
    actionId,
    tool,
    effect,
    attempts: events.filter(({ event }) => event.type === 'AttemptStarted').length,
    outcome,
    reconciled: reconciled !== undefined,
    ...(receipt === undefined ? {} : { receipt }),
    ...(errorCode === undefined ? {} : { errorCode }),
    ...(settled ? { tookMs: settled.at - reserved.at } : {}),
  };
};

type Told = Pick<ActionStep, 'step' | 'what' | 'tookMs'>;
type Later = readonly Recorded<ActionEvent>[];

const stepOf = ({ event, at }: Recorded<ActionEvent>, later: Later): Told | undefined => {
  switch (event.type) {
    case 'ActionReserved':
      return { step: 'reserved', what: `reserved (${event.effect})` };
    case 'AttemptStarted':
      return attempt(event.n, at, later);
    case 'LookupStarted':
      return lookup(event.n, at, later);
    case 'ActionSettled':
      return { step: 'settled', what: `${event.outcome}${proofText(event)}` };
    case 'ActionReconciled':
      return { step: 'reconciled', what: `turned out to have ${event.outcome}${proofText(event)}` };
    case 'ActionFenced':
      return { step: 'fenced', what: 'fenced: nothing more is sent' };
    case 'CaseOpened':
      return { step: 'case-opened', what: `a person has to find out: ${event.because}` };
    case 'ReconciliationEnded':
      return { step: 'given-up', what: 'is not looked up any more' };
    case 'AttemptResult':
    case 'LookupResult':
    case 'TimerSet':
    case 'TimerCleared':
      return undefined;
  }
};

const attempt = (n: number, startedAt: EpochMs, later: Later): Told => {
  const result = later.find(({ event }) => event.type === 'AttemptResult' && event.n === n);
  if (result?.event.type !== 'AttemptResult') return { step: 'attempt', what: `attempt ${n}: no answer` };
  const { class: ended, code } = result.event;
  const tookMs = result.at - startedAt;
  const what = `attempt ${n}: ${ended}${code === undefined ? '' : ` (${code})`} in ${tookMs} ms`;
  return { step: 'attempt', what, tookMs };
};

const lookup = (n: number, startedAt: EpochMs, later: Later): Told => {
  const result = later.find(({ event }) => event.type === 'LookupResult' && event.n === n);
  if (result?.event.type !== 'LookupResult') return { step: 'lookup', what: `look-up ${n}: no answer` };
  const tookMs = result.at - startedAt;
  return { step: 'lookup', what: `look-up ${n}: ${result.event.state} in ${tookMs} ms`, tookMs };
};

const proofText = (event: {
  readonly proof: string;
  readonly receipt?: string;
  readonly errorCode?: string;
}): string => {
  const parts = [
    event.proof === 'none' ? undefined : `by ${event.proof}`,
    event.receipt === undefined ? undefined : `receipt ${event.receipt}`,
    event.errorCode,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
};
