// CALL: a call begins once and ends once, nothing goes on behind its end, and its line is given back.
import { only, violation, type At, type Check, type Violation } from './trace';
import { type call } from '@trunkline/domain';

/** CALL-1 a call that began ends exactly once, and begins with its start. */
const endsOnce: Check = ({ trace, call: events }) => {
  if (events.length === 0) return [];
  const started = only(events, 'CallStarted');
  const ended = only(events, 'CallEnded');
  const found = (at: readonly (At | undefined)[], detail: string) =>
    violation(trace, 'CALL-1', { at, detail });
  const wrong: Violation[] = [];
  if (started.length !== 1 || events[0]?.event.type !== 'CallStarted')
    wrong.push(found([events[0], started[1]], 'does not start once'));
  if (ended.length > 1) wrong.push(found(ended, 'ends twice'));
  if (ended.length === 0 && trace.isComplete) wrong.push(found([events.at(-1)], 'does not end'));
  return wrong;
};

/** CALL-2 after the end only actions settle. */
const isQuietAfterEnd: Check = ({ trace, call: events }) => {
  const [end] = only(events, 'CallEnded');
  if (end === undefined) return [];
  return events
    .filter(
      ({ position, event }) =>
        position > end.position && !['ActionSettled', 'CallEnded'].includes(event.type),
    )
    .map((at) => violation(trace, 'CALL-2', { at: [end, at], detail: `${at.event.type} after the end` }));
};

/** CALL-3 no timer outlives the call, and every line that was answered is released. */
const isReleased: Check = ({ trace, call: events, line }) => {
  const timers = timersOf(events);
  const [end] = only(events, 'CallEnded');
  const left =
    end === undefined
      ? []
      : [...timers.open].map((timerId) =>
          violation(trace, 'CALL-3', { at: [end], detail: `${timerId} is still set` }),
        );
  const isHeld = only(line, 'LineAnswered').length > 0 && only(line, 'LineReleased').length === 0;
  return trace.isComplete && isHeld
    ? [...left, violation(trace, 'CALL-3', { at: [line.at(-1)], detail: 'the line is not released' })]
    : left;
};

/** CALL-4 a line is offered once, and answered or ended once. */
const isOfferedOnce: Check = ({ trace, line }) =>
  (['LineOffered', 'LineAnswered', 'LineEnded', 'LineReleased'] as const).flatMap((type) => {
    const found = only(line, type);
    return found.length > 1 ? [violation(trace, 'CALL-4', { at: found, detail: `${type} twice` })] : [];
  });

/** CALL-8 where the line is over the call is over. */
const endsWithLine: Check = ({ trace, call: events, line }) => {
  const over = line.find(({ event }) => event.type === 'LineEnded');
  const isOver = events.length === 0 || events.some(({ event }) => event.type === 'CallEnded');
  return trace.isComplete && over !== undefined && !isOver
    ? [violation(trace, 'CALL-8', { at: [over], detail: 'the line ended, the call did not' })]
    : [];
};

/** TIME-1 a timer is set under a new name, one of a purpose at a time, and cleared once. */
const isTimedOnce: Check = ({ trace, call: events }) =>
  timersOf(events).wrong.map((at) =>
    violation(trace, 'TIME-1', { at: [at], detail: 'a timer is set or cleared twice' }),
  );

export const callChecks: readonly Check[] = [
  endsOnce,
  isQuietAfterEnd,
  isReleased,
  isOfferedOnce,
  endsWithLine,
  isTimedOnce,
];

const timersOf = (events: readonly At<call.CallEvent>[]) => {
  const open = new Map<string, string>();
  const known = new Set<string>();
  const wrong: At[] = [];
  for (const at of events) {
    const { event } = at;
    if (event.type === 'TimerSet') {
      if (known.has(event.timerId) || [...open.values()].includes(event.purpose)) wrong.push(at);
      known.add(event.timerId);
      open.set(event.timerId, event.purpose);
    }
    if (event.type === 'TimerCleared' && !open.delete(event.timerId)) wrong.push(at);
  }
  return { open: open.keys(), wrong };
};
