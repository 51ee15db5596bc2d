// The frame of a call folded: line, budget, faults, hand-off, timers.
import {
  type CallEnding,
  type CallEvent,
  type HandoffProgressed,
  type HandoffRequested,
  type TimerSet,
} from './events';
import { lineReattached } from './evolve-turn';
import { type Ending, type LiveCall } from './state';

const frameTypes = [
  'CallStarted',
  'CallEnded',
  'CallEnding',
  'LineReattached',
  'LineHeld',
  'LineResumed',
  'DrainNoticed',
  'ConfirmationRefused',
  'BudgetCharged',
  'LimitReached',
  'SpeechDegraded',
  'HandoffRequested',
  'FenceRaised',
  'SideEffectsFenced',
  'HandoffProgressed',
  'TimerSet',
  'TimerCleared',
] as const satisfies readonly CallEvent['type'][];

export type FrameEvent = Extract<CallEvent, { readonly type: (typeof frameTypes)[number] }>;

const frame: ReadonlySet<string> = new Set(frameTypes);
export const isFrameEvent = (event: CallEvent): event is FrameEvent => frame.has(event.type);

export const evolveFrame = (call: LiveCall, event: FrameEvent): LiveCall => {
  switch (event.type) {
    case 'CallEnding':
      return { ...call, phase: 'ending', ending: ending(event) };
    case 'LineReattached':
      return lineReattached(call);
    case 'LineHeld':
      return { ...call, held: true };
    case 'LineResumed':
      return { ...call, held: false };
    case 'DrainNoticed':
      return { ...call, drainedBy: event.byAt };
    case 'BudgetCharged':
      return charged(call, event);
    case 'LimitReached':
      return {
        ...call,
        budget: { ...call.budget, limitReached: call.budget.limitReached || ofCall.has(event.limit) },
      };
    case 'SpeechDegraded':
      return { ...call, faults: event.count };
    case 'HandoffRequested':
      return handoffRequested(call, event);
    case 'SideEffectsFenced':
      return withHandoff(call, 'fenced');
    case 'HandoffProgressed':
      return handoffProgressed(call, event);
    case 'TimerSet':
      return timerSet(call, event);
    case 'TimerCleared':
      return { ...call, timers: without(call.timers, event.timerId) };
    case 'CallStarted':
    case 'CallEnded':
    case 'ConfirmationRefused':
    case 'FenceRaised':
      return call;
  }
};

const ending = ({ reason, afterPrompt }: CallEnding): Ending => ({
  reason,
  ...(afterPrompt === undefined ? {} : { afterPrompt }),
});

const timerSet = (call: LiveCall, { timerId, purpose, dueAt }: TimerSet): LiveCall => ({
  ...call,
  timersSet: call.timersSet + 1,
  timers: { ...call.timers, [timerId]: { purpose, dueAt } },
  handoff:
    purpose === 'handoff-wait' && call.handoff.status !== 'none'
      ? { ...call.handoff, waits: call.handoff.waits + 1 }
      : call.handoff,
});

/** Limits of the whole call; the others only end a stage. */
const ofCall: ReadonlySet<string> = new Set(['duration', 'turns', 'spend', 'spend-per-day']);

const charged = (call: LiveCall, event: Extract<FrameEvent, { type: 'BudgetCharged' }>): LiveCall => {
  const before = call.budget.charged[event.kind] ?? 0;
  const kinds = { ...call.budget.charged, [event.kind]: before + event.micros };
  return { ...call, budget: { ...call.budget, charged: kinds, totalMicros: event.totalMicros } };
};

const handoffRequested = (call: LiveCall, event: HandoffRequested): LiveCall => ({
  ...call,
  phase: 'handing-off',
  handoff: {
    status: 'fencing',
    handoffId: event.handoffId,
    stage: call.stage.name,
    reason: event.reason,
    waits: 0,
  },
});

const handoffProgressed = (call: LiveCall, event: HandoffProgressed): LiveCall => ({
  ...withHandoff(event.fromHuman ? waitingAfresh(call) : call, event.state),
  phase: phaseAfter(call, event.state),
});

const waitingAfresh = (call: LiveCall): LiveCall =>
  call.handoff.status === 'none' ? call : { ...call, handoff: { ...call.handoff, waits: 0 } };

/** A human agent who is lost leaves the caller with us again, waiting for another one. */
const phaseAfter = ({ phase }: LiveCall, state: HandoffProgressed['state']): LiveCall['phase'] => {
  if (state === 'bridged') return 'with-human';
  return phase === 'with-human' && state !== 'completed' ? 'handing-off' : phase;
};

const withHandoff = (call: LiveCall, status: HandoffProgressed['state'] | 'fenced'): LiveCall =>
  call.handoff.status === 'none' ? call : { ...call, handoff: { ...call.handoff, status } };

const without = <V>(record: Readonly<Record<string, V>>, key: string): Readonly<Record<string, V>> =>
  Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
