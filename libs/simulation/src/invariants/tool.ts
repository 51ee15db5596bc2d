// TOOL: at most one effect in the world per action, none that was not allowed, and every one followed to its end.
import { type action } from '@trunkline/domain';
import { actionsOf, type ActionSeen } from './actions';
import { grouped, only, violation, type Check, type Sorted, type Violation } from './trace';

type Judge = (seen: ActionSeen, sorted: Sorted) => readonly Violation[];

const each =
  (judge: Judge): Check =>
  (sorted) =>
    actionsOf(sorted).flatMap((seen) => judge(seen, sorted));

/** TOOL-1 an action takes effect at most once. */
const actsOnce = each(({ actionId, ledger, events }, { trace }) =>
  ledger.length > 1
    ? [
        violation(trace, 'TOOL-1', {
          at: [events.at(-1)],
          detail: `${actionId} was done ${ledger.length} times`,
        }),
      ]
    : [],
);

/** TOOL-2 the same is done twice only on two confirmations. */
const isAgreedToAgain: Check = (sorted) => {
  const done = actionsOf(sorted).filter(({ ledger }) => ledger.length > 0);
  const groups = grouped(done, ({ ledger }) => `${ledger[0]?.tool} ${ledger[0]?.argsDigest}`);
  return [...groups.values()].flatMap((group) => {
    const agreed = new Set(group.map(({ authorized }) => authorized[0]?.event.confirmationId));
    return agreed.size < group.length
      ? [
          violation(sorted.trace, 'TOOL-2', {
            at: group.map(({ reserved }) => reserved),
            detail: 'done twice on one yes',
          }),
        ]
      : [];
  });
};

/** TOOL-3 nothing takes effect that was not authorised, and whose attempt was not recorded, before. */
const isAllowedBefore = each(({ actionId, authorized, events, ledger }, { trace }) =>
  ledger.flatMap(({ position }) => {
    const isAllowed = authorized.some((at) => at.position < position);
    const isRecorded = only(events, 'AttemptStarted').some((at) => at.position < position);
    return isAllowed && isRecorded
      ? []
      : [
          violation(trace, 'TOOL-3', {
            at: [authorized[0], events[0]],
            detail: `${actionId} was done before it was recorded`,
          }),
        ];
  }),
);

/** TOOL-4 every authorised action settles exactly once, on both sides. */
const settlesOnce = each(({ actionId, authorized, told, reserved, settled }, { trace }) => {
  const found = (detail: string): Violation =>
    violation(trace, 'TOOL-4', { at: [authorized[0], reserved, told[1], settled[1]], detail });
  const isLeft = trace.isComplete && (told.length === 0 || (reserved !== undefined && settled.length === 0));
  const isUnasked = trace.isComplete && authorized.length === 0;
  return [
    ...(authorized.length > 1 || isUnasked
      ? [found(`${actionId} is authorised ${authorized.length} times`)]
      : []),
    ...(told.length > 1 || settled.length > 1 ? [found(`${actionId} settles twice`)] : []),
    ...(isLeft ? [found(`${actionId} never settles`)] : []),
  ];
});

/** TOOL-5 what may have been done is not sent again, unless under the key that makes it the same. */
const isSentAgainWithKey = each(({ reserved, events }, { trace }) => {
  if (reserved === undefined) return [];
  const { keyHash, effect, terms } = reserved.event;
  let isDoubtful = false;
  let sendsUntold = 0;
  return events.flatMap((at) => {
    const { event } = at;
    if (event.type === 'AttemptResult') {
      sendsUntold -= 1;
      isDoubtful ||= event.class === 'ambiguous' && effect !== 'read';
    }
    if (event.type !== 'AttemptStarted') return [];
    sendsUntold += 1;
    const isBlind = isDoubtful && !(terms.isKeyed && event.keyHash === keyHash);
    return isBlind || sendsUntold > 1
      ? [violation(trace, 'TOOL-5', { at: [at], detail: 'sent again in doubt' })]
      : [];
  });
});

/** TOOL-6 a failure is proven: refused and never in doubt, absent after the horizon, or nothing was ever sent. */
const failureIsProven = each(({ reserved, events }, { trace }) => {
  if (reserved === undefined || reserved.event.effect === 'read') return [];
  const { at: reservedAt, terms } = reserved.event;
  let known: Sends = { isDoubtful: false, isOpen: false, sendBy: 0, quietFromAt: reservedAt, lookedUpAt: 0 };
  return events.flatMap((at) => {
    const { event } = at;
    known = followed(known, event);
    const isEnd = event.type === 'ActionSettled' || event.type === 'ActionReconciled';
    if (!isEnd || event.outcome !== 'failed') return [];
    const horizonAt = Math.max(known.quietFromAt, known.isOpen ? known.sendBy : 0) + terms.inFlightMsMax;
    const isSure = !known.isDoubtful && !known.isOpen;
    const isProven = event.proof === 'lookup' ? known.lookedUpAt >= horizonAt : isSure;
    const detail = `failed on ${event.proof} while in doubt`;
    return isProven ? [] : [violation(trace, 'TOOL-6', { at: [at], detail })];
  });
});

interface Sends {
  readonly isDoubtful: boolean;
  /** The last attempt has no result. */
  readonly isOpen: boolean;
  readonly sendBy: number;
  /** Nothing of ours leaves after this. */
  readonly quietFromAt: number;
  readonly lookedUpAt: number;
}

const followed = (known: Sends, event: action.ActionEvent): Sends => {
  if (event.type === 'AttemptStarted') return { ...known, isOpen: true, sendBy: event.sendBy };
  if (event.type === 'LookupStarted') return { ...known, lookedUpAt: event.at };
  if (event.type !== 'AttemptResult') return known;
  // Whoever heard the end had sent before; of a lost sender only its lease is known.
  const sentUntil = event.code === 'lost' ? known.sendBy : event.at;
  return {
    ...known,
    isOpen: false,
    isDoubtful: known.isDoubtful || event.class === 'ambiguous',
    quietFromAt: Math.max(known.quietFromAt, sentUntil, event.at),
  };
};

/** TOOL-10 of an unknown outcome a human hears: by the hand-off or by a case. */
const doubtIsHandedOn = each(({ settled, events, actionId }, { trace, call }) => {
  const [end] = settled;
  if (end?.event.outcome !== 'unknown' || !trace.isComplete) return [];
  const isKnown = events.some(
    ({ event }) => event.type === 'CaseOpened' || event.type === 'ActionReconciled',
  );
  return isKnown || only(call, 'HandoffRequested').length > 0
    ? []
    : [violation(trace, 'TOOL-10', { at: [end], detail: `nobody hears that ${actionId} is unknown` })];
});

/** TOOL-11 every argument is a recorded fact or a constant of the flow. */
const argumentsAreKnown: Check = ({ trace, call }) => {
  const known = new Set<string>();
  return call.flatMap((at) => {
    if (at.event.type === 'FactRecorded') known.add(at.event.value);
    if (at.event.type !== 'ActionAuthorized') return [];
    const stage = trace.flow?.stages[at.event.stage];
    const refs = stage?.kind === 'act' ? stage.args : {};
    const odd = Object.entries(at.event.args).find(
      ([name, value]) => refs[name]?.from !== 'constant' && !known.has(String(value)),
    );
    return odd === undefined
      ? []
      : [violation(trace, 'TOOL-11', { at: [at], detail: `argument ${odd[0]} comes from nowhere` })];
  });
};

export const toolChecks: readonly Check[] = [
  actsOnce,
  isAgreedToAgain,
  isAllowedBefore,
  settlesOnce,
  isSentAgainWithKey,
  failureIsProven,
  doubtIsHandedOn,
  argumentsAreKnown,
];
