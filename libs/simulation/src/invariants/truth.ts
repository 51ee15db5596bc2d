// TRUTH: what the caller is told of an outcome is what is known of it, and what is known is what happened.
import { actionsOf, outcomeBefore } from './actions';
import { only, violation, type Check, type Violation } from './trace';

/** TRUTH-1 an outcome is told after it settled. TRUTH-3 an unknown one is told as unknown, and nothing else is. */
const isToldAsSettled: Check = ({ trace, call: events }) =>
  only(events, 'PromptQueued').flatMap((at) => {
    const { tells, kind } = at.event;
    if (tells === undefined) return [];
    const settled = only(events, 'ActionSettled').find(
      ({ event, position }) => event.actionId === tells && position < at.position,
    );
    if (settled === undefined)
      return [violation(trace, 'TRUTH-1', { at: [at], detail: `${tells} is told before it settled` })];
    const isUnknown = settled.event.outcome === 'unknown';
    return isUnknown === (kind === 'unknown-outcome')
      ? []
      : [
          violation(trace, 'TRUTH-3', {
            at: [settled, at],
            detail: `${settled.event.outcome} told as ${kind}`,
          }),
        ];
  });

/** TRUTH-2 what is called failed has not been done and is not done later. */
const failureIsTrue: Check = (sorted) =>
  actionsOf(sorted).flatMap((seen) => {
    const { actionId, told, events, ledger } = seen;
    if (ledger.length === 0) return [];
    const reconciled = only(events, 'ActionReconciled');
    const wrong = [...told, ...seen.settled, ...reconciled].filter(({ event }) => event.outcome === 'failed');
    return wrong.map((at) =>
      violation(sorted.trace, 'TRUTH-2', { at: [at], detail: `${actionId} is called failed and was done` }),
    );
  });

/** TRUTH-4 what is called done was done. */
const successIsTrue: Check = (sorted) =>
  actionsOf(sorted).flatMap((seen): readonly Violation[] => {
    const { actionId, told, authorized, ledger } = seen;
    const isWrite = authorized[0]?.event.effect !== 'read';
    const isWitnessed = sorted.trace.ledger === undefined || !isWrite || ledger.length > 0;
    return told
      .filter(({ event }) => event.outcome === 'succeeded' && !isWitnessed)
      .map((at) =>
        violation(sorted.trace, 'TRUTH-4', { at: [at], detail: `${actionId} is called done and was not` }),
      );
  });

/** TRUTH-5 the call is told what the tool gateway knew. */
const isToldAsKnown: Check = (sorted) =>
  actionsOf(sorted).flatMap((seen) =>
    seen.told.flatMap((at) => {
      const known = outcomeBefore(seen, at.position);
      const { outcome } = at.event;
      // Refused at the door there is no stream; given up, the gateway may know more than the call.
      const isFair =
        outcome === known || (known === undefined && outcome !== 'succeeded') || outcome === 'unknown';
      return isFair
        ? []
        : [
            violation(sorted.trace, 'TRUTH-5', {
              at: [at],
              detail: `told ${outcome}, known ${known ?? 'nothing'}`,
            }),
          ];
    }),
  );

export const truthChecks: readonly Check[] = [isToldAsSettled, failureIsTrue, successIsTrue, isToldAsKnown];
