// DRAIN: who is told that the gateway goes away is handed over in time, over no action and no unanswered read-back.
import { only, violation, type At, type Check, type Sorted } from './trace';

/** The call decider's own: until then a good moment is waited for. */
const LATEST_MS = 20_000;
const LEFT: ReadonlySet<string> = new Set(['HandoffRequested', 'CallEnding', 'CallEnded']);

/** DRAIN-1 from the latest moment on no decision leaves the caller with the voice agent, unless an action is under way. */
const isHandedOver: Check = (sorted) => {
  const { trace, call: events } = sorted;
  const [noticed] = only(events, 'DrainNoticed');
  if (noticed === undefined) return [];
  const late = events.find(
    (at) =>
      at.position > noticed.position &&
      at.recorded.at >= noticed.event.byAt - LATEST_MS &&
      !isPending(sorted, at),
  );
  if (late === undefined) return [];
  const decided = events.findLast(({ recorded }) => recorded.inputId === late.recorded.inputId) ?? late;
  const isLeft = events.some(({ event, position }) => LEFT.has(event.type) && position <= decided.position);
  return isLeft
    ? []
    : [violation(trace, 'DRAIN-1', { at: [noticed, late], detail: 'the conversation goes on' })];
};

/** DRAIN-2 a read-back is broken off for it at the latest moment alone. */
const isReadBackLeft: Check = ({ trace, call: events }) => {
  const [noticed] = only(events, 'DrainNoticed');
  const requested = only(events, 'HandoffRequested').find(({ event }) => event.reason === 'ops.drain');
  if (noticed === undefined || requested === undefined) return [];
  const isEarly = requested.recorded.at < noticed.event.byAt - LATEST_MS;
  const voided = only(events, 'ConfirmationVoided').filter(
    ({ recorded }) => recorded.inputId === requested.recorded.inputId,
  );
  return isEarly && voided.length > 0
    ? [violation(trace, 'DRAIN-2', { at: [noticed, ...voided], detail: 'a read-back was broken off' })]
    : [];
};

/** Some action was authorised and has not settled by the end of the decision. */
const isPending = ({ call: events }: Sorted, { recorded }: At): boolean => {
  const until = events.findLastIndex((at) => at.recorded.inputId === recorded.inputId);
  const before = events.slice(0, until + 1);
  const settled = new Set(only(before, 'ActionSettled').map(({ event }) => event.actionId));
  return only(before, 'ActionAuthorized').some(({ event }) => !settled.has(event.actionId));
};

export const drainChecks: readonly Check[] = [isHandedOver, isReadBackLeft];
