// Timers that follow from where the call stands: each is set while its condition holds and cleared when it ceases to.
import { type EpochMs } from '@trunkline/event-sourcing';
import { awaitedAction, isHeldBack } from './actions';
import { listeningStage } from './asking';
import { drainLookAt } from './drain';
import { clearTimer, setTimer, type Draft } from './draft';
import { type TimerPurpose } from './events';
import { isWaiting } from './handoff';
import { hasFloor, isQuiet, timerOf, type LiveCall } from './state';

/** Longest lease of an action under way and the skew between clocks. */
const fenceMsMax = 2_250;
/** A waiting caller hears from us this often. */
const waitMs = 25_000;

/** An outcome waits this long for a line on which speech does not end. */
const heldBackMsMax = 4_000;

export const watch = (draft: Draft): Draft =>
  watched.reduce((settled, { purpose, dueAt }) => {
    const due = dueAt(settled);
    const isSet = timerOf(settled.call, purpose) !== undefined;
    if (due === undefined) return isSet ? clearTimer(settled, purpose) : settled;
    return isSet ? settled : setTimer(settled, purpose, due);
  }, draft);

interface Watched {
  readonly purpose: TimerPurpose;
  /** Undefined while there is nothing to wait for. */
  readonly dueAt: (draft: Draft) => EpochMs | undefined;
}

const watched: readonly Watched[] = [
  {
    purpose: 'silence',
    dueAt: (draft) => (waitsForCaller(draft) ? draft.at + draft.flow.limits.silenceMs : undefined),
  },
  {
    purpose: 'filler',
    dueAt: ({ call, flow, at }) => {
      if (isHeldBack(call)) return at + heldBackMsMax;
      return waitsForFiller(call) ? at + flow.limits.fillerAfterMs : undefined;
    },
  },
  {
    purpose: 'action-patience',
    dueAt: ({ call }) => call.actions[awaitedAction(call) ?? '']?.deadlineAt,
  },
  {
    purpose: 'pause',
    dueAt: ({ call, flow, at }) =>
      call.turn.bargeIn?.status === 'pending' && hasVoice(call) ? at + flow.limits.pauseMsMax : undefined,
  },
  {
    purpose: 'confirmation',
    dueAt: ({ call, flow, at }) =>
      call.confirmation.status === 'awaiting' ? at + flow.limits.confirmationMsMax : undefined,
  },
  {
    purpose: 'fence',
    dueAt: ({ call, at }) => (call.handoff.status === 'fencing' ? at + fenceMsMax : undefined),
  },
  {
    purpose: 'handoff-wait',
    dueAt: ({ call, at }) => (isWaiting(call) ? at + waitMs : undefined),
  },
  { purpose: 'drain', dueAt: drainLookAt },
];

const waitsForCaller = (draft: Draft): boolean =>
  draft.call.phase === 'talking' && isIdle(draft.call) && listeningStage(draft) !== undefined;

const waitsForFiller = (call: LiveCall): boolean =>
  awaitedAction(call) !== undefined && isIdle(call) && !call.voice.waitingSaid;

const isIdle = (call: LiveCall): boolean => !call.held && isQuiet(call) && !hasFloor(call);

const hasVoice = ({ phase }: LiveCall): boolean => phase === 'talking' || phase === 'handing-off';
