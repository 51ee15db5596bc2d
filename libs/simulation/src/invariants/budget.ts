// BUD: money, turns and time are counted, and reaching a limit ends what costs.
import { type call } from '@trunkline/domain';
import { only, violation, type Check, type Violation } from './trace';

const OF_CALL: ReadonlySet<string> = new Set(['duration', 'turns', 'spend', 'spend-per-day']);
/** What the clock of a call may be late by: an outage, a takeover. */
const LATE_MS_MAX = 45_000;

/** BUD-1 the total is the sum of the charges. */
const addsUp: Check = ({ trace, call: events }) => {
  let total = 0;
  return only(events, 'BudgetCharged').flatMap((at) => {
    total += at.event.micros;
    const isRight = at.event.micros > 0 && at.event.totalMicros === total;
    total = at.event.totalMicros;
    return isRight ? [] : [violation(trace, 'BUD-1', { at: [at], detail: 'does not add up' })];
  });
};

/** BUD-2 a limit that is passed is reached in the same step, while the voice agent still talks; a tool's price, in the next. */
const isNoticed: Check = ({ trace, call: events }) => {
  const limits = trace.flow?.limits;
  if (limits === undefined) return [];
  const over = events.filter(({ event }) =>
    event.type === 'TurnEnded'
      ? event.turn > limits.turnsMax
      : isSpend(event) && event.kind !== 'tool' && event.totalMicros > limits.spendMicrosMax,
  );
  return over.flatMap((at): readonly Violation[] => {
    const until = events.filter(
      ({ position, recorded }) => position < at.position || recorded.inputId === at.recorded.inputId,
    );
    const isMet = until.some(({ event }) => isLimit(event) || leaves(event));
    return isMet
      ? []
      : [violation(trace, 'BUD-2', { at: [at], detail: 'a limit is passed and nothing follows' })];
  });
};

/** BUD-3 behind a limit nothing is authorised. */
const isClosing: Check = ({ trace, call: events }) => {
  const reached = events.find(({ event }) => isLimit(event));
  if (reached === undefined) return [];
  return only(events, 'ActionAuthorized')
    .filter(({ position }) => position > reached.position)
    .map((at) => violation(trace, 'BUD-3', { at: [reached, at], detail: 'an action behind a limit' }));
};

/** BUD-4 a voice agent alone talks no longer than the call may last, if there is a line to talk on. */
const isInTime: Check = ({ trace, call: events, line }) => {
  const [started] = only(events, 'CallStarted');
  const limits = trace.flow?.limits;
  if (started === undefined || limits === undefined) return [];
  const endsAt = started.event.answeredAt + limits.callMsMax + LATE_MS_MAX;
  const left = [events.find(({ event }) => leaves(event)), only(line, 'LineEnded')[0]];
  const late = events.find(({ recorded }) => recorded.at > endsAt);
  const isLate = late !== undefined && left.every((at) => at === undefined || at.recorded.at > endsAt);
  return isLate ? [violation(trace, 'BUD-4', { at: [late], detail: 'talks on behind its time limit' })] : [];
};

export const budgetChecks: readonly Check[] = [addsUp, isNoticed, isClosing, isInTime];

const isSpend = (event: call.CallEvent): event is call.BudgetCharged => event.type === 'BudgetCharged';

const isLimit = (event: call.CallEvent): boolean => event.type === 'LimitReached' && OF_CALL.has(event.limit);

/** The voice agent is on its way out, or has handed over. */
const leaves = (event: call.CallEvent): boolean =>
  event.type === 'HandoffRequested' || event.type === 'CallEnding' || event.type === 'CallEnded';
