// One call as a row of a list: the fold of its line's and its own events, one event at a time.
import { maskNumber } from '@trunkline/domain/handoff/wording';
import { type CallEvent, type CallStarted } from '@trunkline/domain/call/events';
import { type LineEvent, type LineOffered } from '@trunkline/domain/line/events';
import { type Recorded } from '@trunkline/event-sourcing';

export interface CallRow {
  readonly callId: string;
  readonly tenantId: string;
  /** Of the answer; of the offer for a line that was not answered. */
  readonly startedAt: number;
  readonly endedAt?: number;
  /** Masked. */
  readonly from: string;
  readonly to: string;
  readonly trunk: string;
  readonly flow: string;
  /** Absent while the call goes on. */
  readonly outcome?: 'contained' | 'handed_off' | 'abandoned' | 'failed' | 'rejected' | 'not-answered';
  readonly reason?: string;
  readonly turns: number;
  readonly actions: number;
  readonly handoffReason?: string;
  readonly spendMicros: number;
}

type RowEvent = CallEvent | LineEvent;
const TYPES = [
  'LineOffered',
  'LineRejected',
  'LineAnswered',
  'LineEnded',
  'CallStarted',
  'CallEnded',
  'TurnEnded',
  'ActionAuthorized',
  'HandoffRequested',
  'BudgetCharged',
] as const satisfies readonly RowEvent['type'][];

export type Telling = Extract<RowEvent, { readonly type: (typeof TYPES)[number] }>;

/** Whether the event changes rows at all: types of other services and of tomorrow do not. */
export const tellsOfRow = (recorded: Recorded): recorded is Recorded<Telling> => {
  const types: readonly string[] = TYPES;
  return types.includes(recorded.event.type) && /^(call|line)\//.test(recorded.stream);
};

export const foldRow = (row: CallRow | undefined, recorded: Recorded<Telling>): CallRow => {
  const { event } = recorded;
  const known = row ?? emptyRow(recorded);
  switch (event.type) {
    case 'LineOffered':
      return { ...known, ...calledBy(event) };
    case 'LineRejected':
      return { ...known, outcome: 'rejected', reason: event.reason, endedAt: recorded.at };
    case 'LineAnswered':
      return { ...known, startedAt: event.answeredAt };
    case 'LineEnded':
      return lineEnded(known, event, recorded.at);
    case 'CallStarted':
      return { ...known, ...calledBy(event), startedAt: event.answeredAt };
    case 'CallEnded':
      return { ...known, outcome: event.outcome, reason: event.reason, endedAt: recorded.at };
    case 'TurnEnded':
      return { ...known, turns: known.turns + 1 };
    case 'ActionAuthorized':
      return { ...known, actions: known.actions + 1 };
    case 'HandoffRequested':
      return { ...known, handoffReason: event.reason };
    case 'BudgetCharged':
      return { ...known, spendMicros: event.totalMicros };
  }
};

const emptyRow = ({ callId, tenantId, at }: Recorded): CallRow => ({
  callId,
  tenantId,
  startedAt: at,
  from: '',
  to: '',
  trunk: '',
  flow: '',
  turns: 0,
  actions: 0,
  spendMicros: 0,
});

const calledBy = ({ from, to, trunk, flow }: LineOffered | CallStarted) => ({
  from: maskNumber(from),
  to,
  trunk,
  flow,
});

/** The conversation's own end says more; a line that was never talked on has only this one. */
const lineEnded = (
  row: CallRow,
  { reason, durationMs }: Extract<LineEvent, { readonly type: 'LineEnded' }>,
  at: number,
): CallRow => {
  if (row.outcome !== undefined) return row;
  const outcome = durationMs === 0 ? ({ outcome: 'not-answered' } as const) : {};
  return { ...row, ...outcome, reason, endedAt: at };
};
