// CONF: what cannot be taken back was read back whole, agreed to afterwards, and done exactly as agreed.
import { type call } from '@trunkline/domain';
import { actionsOf } from './actions';
import { only, violation, type At, type Check, type Sorted, type Violation } from './trace';

interface Agreed {
  readonly authorized: At<call.ActionAuthorized>;
  readonly confirmed: At<call.Confirmed> | undefined;
  readonly readBack: At<call.ReadBack> | undefined;
}

const agreements = ({ call: events }: Sorted): readonly Agreed[] =>
  only(events, 'ActionAuthorized')
    .filter(({ event }) => event.effect === 'irreversible')
    .map((authorized) => {
      const { confirmationId } = authorized.event;
      const before = events.filter(({ position }) => position < authorized.position);
      return {
        authorized,
        confirmed: only(before, 'Confirmed').findLast(({ event }) => event.confirmationId === confirmationId),
        readBack: only(before, 'ReadBack').findLast(({ event }) => event.confirmationId === confirmationId),
      };
    });

/** CONF-1 an irreversible action rests on a confirmation of the same tool. */
const isConfirmed: Check = (sorted) =>
  agreements(sorted).flatMap(({ authorized, confirmed, readBack }) =>
    confirmed !== undefined && readBack?.event.tool === authorized.event.tool
      ? []
      : [violation(sorted.trace, 'CONF-1', { at: [authorized], detail: 'nobody agreed to it' })],
  );

/** CONF-2 read back, confirmed, authorised, reserved and done are the same arguments. */
const isTheSame: Check = (sorted) => {
  const seen = new Map(actionsOf(sorted).map((action) => [action.actionId, action]));
  return agreements(sorted).flatMap(({ authorized, confirmed, readBack }) => {
    const { actionId, argsDigest } = authorized.event;
    const { reserved, ledger = [] } = seen.get(actionId) ?? {};
    const digests = [
      confirmed?.event.argsDigest,
      readBack?.event.argsDigest,
      ...ledger.map((entry) => entry.argsDigest),
    ];
    if (reserved !== undefined) digests.push(reserved.event.argsDigest);
    return digests.every((digest) => digest === argsDigest)
      ? []
      : [
          violation(sorted.trace, 'CONF-2', {
            at: [readBack, confirmed, authorized, reserved],
            detail: `${actionId} is not what was agreed to`,
          }),
        ];
  });
};

/** CONF-4 the yes starts after the whole read-back was heard. */
const isHeardFirst: Check = ({ trace, call: events }) =>
  only(events, 'Confirmed').flatMap((at) => {
    const before = events.filter(({ position }) => position < at.position);
    const read = only(before, 'ReadBack').findLast(
      ({ event }) => event.confirmationId === at.event.confirmationId,
    );
    const end = only(before, 'PromptFinished').find(({ event }) => event.promptId === read?.event.promptId);
    const said = only(before, 'UtteranceFinal').find(
      ({ event }) => event.utteranceId === at.event.utteranceId,
    );
    const isSpoken = at.event.method === 'speech';
    const isAfter =
      end !== undefined && (!isSpoken || (said !== undefined && said.event.startMs >= end.event.endedMs));
    return isAfter
      ? []
      : [
          violation(trace, 'CONF-4', {
            at: [read, end, said, at],
            detail: 'a yes before the end of the read-back',
          }),
        ];
  });

/** CONF-5 what was read back is not changed before it is done. */
const isUnchanged: Check = (sorted) =>
  agreements(sorted).flatMap(({ authorized, readBack }) => {
    const changed = only(sorted.call, 'FactRecorded').find(
      ({ position, event }) =>
        position > (readBack?.position ?? Infinity) &&
        position < authorized.position &&
        (event.source === 'caller' || event.source === 'dtmf'),
    );
    return changed === undefined
      ? []
      : [
          violation(sorted.trace, 'CONF-5', {
            at: [readBack, changed, authorized],
            detail: 'changed after the read-back',
          }),
        ];
  });

/** CONF-6 a confirmation is young, used once, and not used after it was voided. */
const isUsedOnce: Check = (sorted) => {
  const used = new Set<string>();
  const maxMs = sorted.trace.flow?.limits.confirmationMsMax ?? Infinity;
  return agreements(sorted).flatMap(({ authorized, confirmed }): readonly Violation[] => {
    const { confirmationId = '' } = authorized.event;
    const isAgain = used.has(confirmationId);
    used.add(confirmationId);
    const voided = only(sorted.call, 'ConfirmationVoided').find(
      ({ event, position }) => event.confirmationId === confirmationId && position < authorized.position,
    );
    const isOld = authorized.recorded.at - (confirmed?.event.heardAt ?? 0) > maxMs;
    if (!isAgain && voided === undefined && !isOld) return [];
    return [
      violation(sorted.trace, 'CONF-6', {
        at: [confirmed, voided, authorized],
        detail: 'a yes that does not count any more',
      }),
    ];
  });
};

/** CONF-7 a spoken yes was understood well enough. */
const isClear: Check = ({ trace, call: events }) => {
  const min = trace.flow?.limits.confirmConfidenceMin ?? 0;
  const finals = new Map(only(events, 'UtteranceFinal').map((at) => [at.event.utteranceId, at]));
  return only(events, 'Confirmed').flatMap((at) => {
    const said = finals.get(at.event.utteranceId);
    const isUnclear = at.event.method === 'speech' && (said?.event.confidence ?? 0) < min;
    return isUnclear
      ? [violation(trace, 'CONF-7', { at: [said, at], detail: 'a yes that was hardly understood' })]
      : [];
  });
};

export const confirmationChecks: readonly Check[] = [
  isConfirmed,
  isTheSame,
  isHeardFirst,
  isUnchanged,
  isUsedOnce,
  isClear,
];
