// HAND: a hand-off is fenced, ends once, and from the bridge on the voice agent is silent and does nothing.
import { type call } from '@trunkline/domain';
import { actionsOf } from './actions';
import { only, violation, type At, type Check, type Sorted, type Trace, type Violation } from './trace';

const ENDS: ReadonlySet<string> = new Set(['completed', 'abandoned', 'failed', 'no-agent']);

const bridgedAt = ({ call: events }: Sorted): At<call.HandoffProgressed> | undefined =>
  only(events, 'HandoffProgressed').find(({ event }) => event.state === 'bridged');

/** HAND-1 a hand-off is asked for once and ends once, on both sides. */
const endsOnce: Check = (sorted) => [...endsOnceForCall(sorted), ...endsOnceAtDesk(sorted)];

const endsOnceForCall: Check = ({ trace, call: events }) => {
  const requested = only(events, 'HandoffRequested');
  const ends = only(events, 'HandoffProgressed').filter(({ event }) => ENDS.has(event.state));
  const isOver = ends.length > 0 || only(events, 'CallEnded').length > 0;
  const isLeft = trace.isComplete && requested.length > 0 && !isOver;
  return [
    ...(requested.length > 1 ? [hand1(trace, requested, 'asked for twice')] : []),
    ...(ends.length > 1 ? [hand1(trace, ends, 'ends twice')] : []),
    ...(isLeft ? [hand1(trace, requested, 'never ends for the call')] : []),
  ];
};

const endsOnceAtDesk: Check = ({ trace, handoff }) => {
  const last = handoff.filter(({ event }) => OVER.has(event.type));
  if (last.length > 1) return [hand1(trace, last, 'ends twice at the desk')];
  const isLeft = trace.isComplete && handoff.length > 0 && last.length === 0;
  return isLeft ? [hand1(trace, handoff.slice(0, 1), 'never ends at the desk')] : [];
};

const hand1 = (trace: Trace, at: readonly At[], detail: string): Violation =>
  violation(trace, 'HAND-1', { at, detail });

const OVER: ReadonlySet<string> = new Set([
  'HandoffCompleted',
  'HandoffAbandoned',
  'HandoffFailed',
  'NoAgentAvailable',
]);

/** HAND-3 every action stands in exactly one list of the fence. */
const isListed: Check = ({ trace, call: events }) =>
  only(events, 'SideEffectsFenced').flatMap((at) => {
    const { settled, inDoubt, notStarted } = at.event;
    const listed = [...settled, ...inDoubt, ...notStarted].sort();
    const before = only(events, 'ActionAuthorized').filter(({ position }) => position < at.position);
    const authorized = before.map(({ event }) => event.actionId).sort();
    return JSON.stringify(listed) === JSON.stringify(authorized)
      ? []
      : [
          violation(trace, 'HAND-3', {
            at: [at],
            detail: `lists ${listed.join(' ')} of ${authorized.join(' ')}`,
          }),
        ];
  });

/** HAND-4 nothing is authorised behind the fence, and what was not started never is. */
const isFenced: Check = (sorted) => {
  const { trace, call: events } = sorted;
  const [fence] = only(events, 'FenceRaised');
  const [listed] = only(events, 'SideEffectsFenced');
  if (fence === undefined) return [];
  const late = only(events, 'ActionAuthorized').filter(({ position }) => position > fence.position);
  const notStarted = actionsOf(sorted).filter(({ actionId }) => listed?.event.notStarted.includes(actionId));
  const started = notStarted.flatMap(({ events: own, ledger }) =>
    ledger.length > 0
      ? own.slice(-1)
      : only(own, 'AttemptStarted').filter(({ position }) => position > (listed?.position ?? 0)),
  );
  return [...late, ...started].map((at) =>
    violation(trace, 'HAND-4', { at: [fence, at], detail: 'done behind the fence' }),
  );
};

/** HAND-5 while a human has the caller nothing is said, and behind the bridge nothing is sent. */
const isSilent: Check = (sorted) => {
  const bridged = bridgedAt(sorted);
  if (bridged === undefined) return [];
  const progress = only(sorted.call, 'HandoffProgressed');
  const isWithHuman = ({ position }: At): boolean =>
    progress.findLast((at) => at.position < position)?.event.state === 'bridged';
  const said = only(sorted.call, 'PromptQueued').filter(isWithHuman);
  const sent = only(sorted.action, 'AttemptStarted').filter(({ position }) => position > bridged.position);
  return [...said, ...sent].map((at) =>
    violation(sorted.trace, 'HAND-5', {
      at: [bridged, at],
      detail: 'the voice agent goes on behind the bridge',
    }),
  );
};

/** HAND-6 a caller whose hand-off failed, or whose human was lost, hears so. */
const isExcused: Check = ({ trace, call: events }) => {
  const failed = only(events, 'HandoffProgressed').filter(
    ({ event }) => event.state === 'failed' || event.state === 'no-agent' || event.fromHuman === true,
  );
  return failed.flatMap((at) => {
    const isSaid = only(events, 'PromptQueued').some(
      ({ recorded, position }) => position > at.position && recorded.inputId === at.recorded.inputId,
    );
    return isSaid ? [] : [violation(trace, 'HAND-6', { at: [at], detail: 'no word about it to the caller' })];
  });
};

/** HAND-7 `bridged` is what the desk has bridged. */
const isReallyBridged: Check = (sorted) => {
  const bridged = bridgedAt(sorted);
  if (bridged === undefined) return [];
  const isReal = only(sorted.handoff, 'CallBridged').some(({ position }) => position < bridged.position);
  return isReal ? [] : [violation(sorted.trace, 'HAND-7', { at: [bridged], detail: 'bridged by nobody' })];
};

/** HAND-8 an offer is taken by the one it was made to, while it stands. */
const isTakenInTime: Check = ({ trace, handoff }) =>
  only(handoff, 'OfferAccepted').flatMap((at) => {
    const made = only(handoff, 'OfferMade').findLast(({ position }) => position < at.position);
    const isTheirs = made?.event.offerId === at.event.offerId && made.event.agentId === at.event.agentId;
    return isTheirs && at.event.acceptedAt < made.event.expiresAt
      ? []
      : [violation(trace, 'HAND-8', { at: [made, at], detail: 'an offer that did not stand' })];
  });

export const handoffChecks: readonly Check[] = [
  endsOnce,
  isListed,
  isFenced,
  isSilent,
  isExcused,
  isReallyBridged,
  isTakenInTime,
];
