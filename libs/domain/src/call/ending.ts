// The end: closing words, hang-up, and the outcome of a call whose line is gone.
import { type EndStage, type Flow } from '@trunkline/flow';
import { chargeUsed } from './budgets';
import { voidConfirmation } from './confirmation';
import { clearTimers, emit, setTimer, type Draft } from './draft';
import { type CallEnded, type CallEvent } from './events';
import { sayAll } from './speech-plan';
import { isAlive, type LiveCall } from './state';

/** Closing words that are not reported as over by then are not waited for; nor is the end of a line. */
const closingMsMax = 20_000;

export const enterEnd = (draft: Draft, stage: EndStage, because: string): Draft =>
  hangUpAfterPrompts(sayAll(draft, stage.prompt, { kind: 'closing' }), because);

/** Everything queued is still heard. */
export const hangUpAfterPrompts = (draft: Draft, reason: string): Draft => {
  const last = draft.call.voice.prompts.filter(isAlive).at(-1);
  if (last === undefined) return hangUp(draft, reason);
  const ending = emit(clearTimers(draft), { type: 'CallEnding', v: 1, reason, afterPrompt: last.id });
  return setTimer(ending, 'call-limit', draft.at + closingMsMax);
};

export const hangUp = (draft: Draft, reason: string): Draft =>
  setTimer(
    emit(clearTimers(draft), { type: 'CallEnding', v: 1, reason }),
    'call-limit',
    draft.at + closingMsMax,
  );

/** Hangs up when the prompt that the hang-up waits for is over, however it ended. */
export const closePrompt = (draft: Draft): Draft => {
  const { ending, voice } = draft.call;
  if (ending?.afterPrompt === undefined) return draft;
  const isOver = !voice.prompts.some(({ id }) => id === ending.afterPrompt);
  return isOver ? hangUp(draft, ending.reason) : draft;
};

/** A line that does not report its end is taken for gone. */
export const closingDue = (draft: Draft): Draft | readonly CallEvent[] => {
  const { ending } = draft.call;
  if (ending?.afterPrompt !== undefined) return hangUp(draft, ending.reason);
  return endCall(draft, 'line-silent');
};

/** Nothing follows but outcomes of actions that are still under way. */
export const endCall = (draft: Draft, reason: string): readonly CallEvent[] => {
  const over = clearTimers(chargeUsed(voidConfirmation(draft, 'call-ended')));
  const ended: CallEnded = {
    type: 'CallEnded',
    v: 1,
    reason,
    outcome: outcomeOf(draft.flow, draft.call, reason),
  };
  return [...over.events, ended];
};

const outcomeOf = (flow: Flow, call: LiveCall, reason: string): CallEnded['outcome'] => {
  const stage = flow.stages[call.stage.name];
  switch (call.handoff.status) {
    case 'bridged':
    case 'completed':
      return 'handed_off';
    case 'failed':
    case 'no-agent':
      return 'failed';
    case 'none':
      if (call.phase !== 'ending') return leftBy(call, reason);
      return stage?.kind === 'end' ? stage.outcome : 'failed';
    case 'fencing':
    case 'fenced':
    case 'queued':
    case 'offered':
    case 'accepted':
    case 'abandoned':
      return stage?.kind === 'end' ? stage.outcome : 'abandoned';
  }
};

/** A caller who leaves with what they asked for was served. */
const leftBy = (call: LiveCall, reason: string): CallEnded['outcome'] => {
  if (reason !== 'caller-hung-up') return 'failed';
  return call.served ? 'contained' : 'abandoned';
};
