// The gateway goes away: who cannot be done by then is handed to a human, at a moment at which nothing is left half done.
import { type EpochMs } from '@trunkline/event-sourcing';
import { awaitedAction, isHeldBack } from './actions';
import { emit, moveTo, type Draft } from './draft';
import { type DrainLine } from './inputs';
import { say } from './speech-plan';
import { hasFloor, isQuiet, type LiveCall } from './state';

/** What a hand-off takes: from here on the first good moment is taken. */
const handOffMs = 45_000;
/** From here on it is done in the middle of whatever is being said. */
const latestMs = 20_000;

export const noteDrain = (draft: Draft, { withinMs, at }: DrainLine): Draft =>
  draft.call.drainedBy === undefined
    ? emit(draft, { type: 'DrainNoticed', v: 1, byAt: at + Math.max(0, Math.round(withinMs)) })
    : draft;

/** An action under way is waited for, however late it is: its own patience bounds it, and the fence has its outcome. */
export const followDrain = (draft: Draft): Draft => {
  const { call, at } = draft;
  const { drainedBy } = call;
  if (drainedBy === undefined || call.phase !== 'talking') return draft;
  if (at < drainedBy - handOffMs || awaitedAction(call) !== undefined) return draft;
  return isGoodMoment(call) || at >= drainedBy - latestMs ? handOver(draft) : draft;
};

/** When to look again; signals of the line come in between. Undefined when there is nothing to wait for. */
export const drainLookAt = ({ call, at }: Draft): EpochMs | undefined => {
  const { drainedBy } = call;
  if (drainedBy === undefined || call.phase !== 'talking') return undefined;
  return [drainedBy - handOffMs, drainedBy - latestMs].find((lookAt) => lookAt > at);
};

/** Nobody speaks, nothing is put to the caller, nothing is on its way. */
const isGoodMoment = (call: LiveCall): boolean =>
  isQuiet(call) && !hasFloor(call) && !isHeldBack(call) && !isReadBack(call);

const isReadBack = ({ confirmation }: LiveCall): boolean =>
  confirmation.status === 'reading' || confirmation.status === 'awaiting';

/** What was read back and not agreed to is void; the caller hears that it was not done. */
const handOver = (draft: Draft): Draft => {
  const { undone, human } = draft.flow.globals;
  const isCutShort = isReadBack(draft.call) && undone !== undefined;
  const told = isCutShort ? say(draft, { phrase: undone, kind: 'handoff' }) : draft;
  return moveTo(told, { to: human.goto, because: 'drain', trigger: 'ops', reason: 'ops.drain' });
};
