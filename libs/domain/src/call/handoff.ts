// Hand-off: request, fence, wait, bridge. From the fence on no action is authorised; from the bridge on nothing is said.
import { type HandoffStage, type PhraseId } from '@trunkline/flow';
import { voidConfirmation } from './confirmation';
import { clearTimer, clearTimers, emit, type Draft, type Move } from './draft';
import { hangUp, hangUpAfterPrompts } from './ending';
import { handoffSteps, waiting } from './handoff-steps';
import { type FenceDone, type NoteHandoff } from './inputs';
import { outcomeTold, say, sayAll, withdraw } from './speech-plan';
import { type LiveCall } from './state';

/** How often a waiting caller is spoken to before we stop promising. */
const waitsMax = 12;

export const isWaiting = ({ handoff }: LiveCall): boolean =>
  handoff.status !== 'none' && waiting.has(handoff.status);

export const isWithHuman = ({ handoff }: LiveCall): boolean =>
  handoff.status === 'bridged' || handoff.status === 'completed';

/** Raises the fence with the request: what was confirmed and not sent is void. */
export const requestHandoff = (draft: Draft, stage: HandoffStage, move: Move): Draft => {
  const actionId = move.about?.actionId;
  const requested = emit(
    clearTimer(voidConfirmation(draft, 'fenced'), 'stage-budget'),
    {
      type: 'HandoffRequested',
      v: 1,
      handoffId: `${draft.call.callId}-h1`,
      reason: move.reason ?? stage.reason,
      queue: stage.queue,
      trigger: move.trigger,
      ...(actionId === undefined ? {} : { actionId }),
    },
    { type: 'FenceRaised', v: 1, fenceEpoch: 1 },
  );
  return sayAll(requested, stage.prompt, { kind: 'handoff', ...outcomeTold(requested.call, move.about) });
};

/** How every action of the call stands: by its own outcome, by the tool gateway's word, or in doubt. */
export const fenced = (draft: Draft, reported: FenceDone['actions']): Draft => {
  const { handoff, actions } = draft.call;
  if (handoff.status !== 'fencing') return draft;
  const stands = Object.entries(actions).map(([actionId, { outcome }]) => ({
    actionId,
    state:
      outcome === 'pending'
        ? (reported.find((one) => one.actionId === actionId)?.state ?? 'unknown')
        : outcome,
  }));
  const those = (...states: readonly string[]): readonly string[] =>
    stands.flatMap(({ actionId, state }) => (states.includes(state) ? [actionId] : []));
  return emit(draft, {
    type: 'SideEffectsFenced',
    v: 1,
    handoffId: handoff.handoffId,
    settled: those('succeeded', 'failed'),
    inDoubt: those('unknown'),
    notStarted: those('not_started'),
  });
};

export const noteHandoff = (draft: Draft, input: NoteHandoff): Draft => {
  const { handoff } = draft.call;
  if (handoff.status === 'none' || handoff.handoffId !== input.handoffId) return draft;
  const legal: readonly string[] = handoffSteps[handoff.status];
  return legal.includes(input.state) ? progressed(draft, input) : draft;
};

/** Another word to the waiting caller, and in the end an honest one. */
export const waitDue = (draft: Draft): Draft => {
  const { handoff } = draft.call;
  if (handoff.status === 'none') return draft;
  if (handoff.waits >= waitsMax) {
    return progressed(draft, { handoffId: handoff.handoffId, state: 'failed', cause: 'no-answer' });
  }
  const phrases = waitingPhrases(draft);
  const phrase = phrases[(handoff.waits - 1) % Math.max(1, phrases.length)];
  return phrase === undefined ? draft : say(draft, { phrase, kind: 'handoff' });
};

const waitingPhrases = ({ call: { handoff }, flow }: Draft): readonly PhraseId[] => {
  const stage = handoff.status === 'none' ? undefined : flow.stages[handoff.stage];
  return stage?.kind === 'handoff' ? (stage.waiting ?? stage.prompt) : [];
};

/** The caller, or the line, does not wait any longer. */
export const abandonHandoff = (draft: Draft, cause: string): Draft => {
  const { handoff } = draft.call;
  if (handoff.status === 'none' || !isWaiting(draft.call)) return draft;
  return emit(draft, {
    type: 'HandoffProgressed',
    v: 1,
    handoffId: handoff.handoffId,
    state: 'abandoned',
    cause,
  });
};

const progressed = (
  draft: Draft,
  notice: Pick<NoteHandoff, 'handoffId' | 'state' | 'humanAgent' | 'cause'>,
): Draft => {
  const { handoffId, state, humanAgent, cause } = notice;
  const isLoss = draft.call.phase === 'with-human' && state !== 'completed';
  const noted = emit(draft, {
    type: 'HandoffProgressed',
    v: 1,
    handoffId,
    state,
    ...(humanAgent === undefined ? {} : { humanAgent }),
    ...(cause === undefined ? {} : { cause }),
    ...(isLoss ? { fromHuman: true } : {}),
  });
  switch (state) {
    case 'queued':
      return isLoss ? foundAgain(noted) : noted;
    case 'offered':
    case 'accepted':
      return noted;
    case 'bridged':
      return clearTimers(withdraw(noted, 'handed-off'));
    case 'completed':
      return hangUp(noted, 'handoff-completed');
    case 'failed':
    case 'no-agent':
    case 'abandoned':
      return sorry(noted);
  }
};

/** The human agent is lost and the caller waits again: not in silence, and not without a word. */
const foundAgain = (draft: Draft): Draft => {
  const phrase = waitingPhrases(draft)[0];
  return phrase === undefined ? draft : say(draft, { phrase, kind: 'handoff' });
};

/** Never silence and never a bare hang-up when no human agent can be had. */
const sorry = (draft: Draft): Draft => {
  const { handoff } = draft.call;
  const stage = handoff.status === 'none' ? undefined : draft.flow.stages[handoff.stage];
  const phrases = stage?.kind === 'handoff' ? stage.failed : [];
  return hangUpAfterPrompts(sayAll(draft, phrases, { kind: 'handoff' }), 'handoff-failed');
};
