// Actions: authorised once, by the stage that grants the tool, and settled once, whenever the outcome comes.
import { type ActStage, type StageName, type ToolTerms } from '@trunkline/flow';
import { argsDigest } from '../digest';
import { chargeTool } from './budgets';
import { emit, moveTo, technicalFailure, type Draft } from './draft';
import { argsOf, type Args } from './facts';
import { type SettleAction } from './inputs';
import { sayAll, sayFiller } from './speech-plan';
import { hasFloor, type LiveCall } from './state';

/** An irreversible tool without a live confirmation of the same arguments goes back to where it is read back. */
export const authorize = (draft: Draft, stage: ActStage): Draft => {
  const terms = draft.flow.tools[stage.tool];
  const args = argsOf(draft.flow, draft.call, stage);
  if (terms === undefined || args === undefined) return technicalFailure(draft, 'action-unknown');
  if (terms.effect !== 'irreversible') return authorized(draft, stage, { terms, args });
  const confirmationId = liveConfirmation(draft, stage.tool, argsDigest(args));
  if (confirmationId !== undefined) return authorized(draft, stage, { terms, args, confirmationId });
  const confirming = Object.values(draft.flow.stages).find(
    (other) => other.kind === 'confirm' && other.tool === stage.tool,
  );
  return confirming === undefined
    ? technicalFailure(draft, 'unconfirmed')
    : moveTo(draft, { to: confirming.name, because: 'unconfirmed', trigger: 'policy' });
};

/** Once per action: a second outcome, and one of an action that is not ours, changes nothing. */
export const settle = (draft: Draft, input: SettleAction): Draft => {
  if (draft.call.actions[input.actionId]?.outcome !== 'pending') return draft;
  const isAwaited = awaitedAction(draft.call) === input.actionId;
  const settled = emit(draft, settledBy(input));
  return isAwaited && input.outcome === 'succeeded' ? recordFacts(settled, input) : settled;
};

/** Goes where the outcome leads, but does not talk over a caller who speaks. */
export const followOutcome = (draft: Draft): Draft =>
  isHeldBack(draft.call) && !hasFloor(draft.call) ? follow(draft) : draft;

/** The outcome is here and the stage that asked for it has not been left. */
export const isHeldBack = ({ phase, stage, actions }: LiveCall): boolean =>
  phase === 'talking' && (actions[stage.actionId ?? '']?.outcome ?? 'pending') !== 'pending';

export const settledBy = (input: SettleAction) => {
  const { actionId, outcome, receipt, errorCode, proof, idempotencyKey } = input;
  return {
    type: 'ActionSettled',
    v: 1,
    actionId,
    outcome,
    ...(receipt === undefined ? {} : { receipt }),
    ...(errorCode === undefined ? {} : { errorCode }),
    proof,
    idempotencyKey,
  } as const;
};

/** The stage's action if the caller still waits for its outcome. */
export const awaitedAction = ({ stage, actions, phase }: LiveCall): string | undefined =>
  phase === 'talking' && stage.actionId !== undefined && actions[stage.actionId]?.outcome === 'pending'
    ? stage.actionId
    : undefined;

/** No outcome in time: nobody knows whether something changed, unless the tool only reads. */
export const patienceDue = (draft: Draft): Draft => {
  const stage = draft.flow.stages[draft.call.stage.name];
  const actionId = awaitedAction(draft.call);
  if (actionId === undefined || stage?.kind !== 'act') return draft;
  if (draft.call.actions[actionId]?.effect === 'read') {
    const to = failureOf(stage, 'timeout') ?? draft.flow.globals.technical;
    return moveTo(draft, { to, because: 'failed:timeout', trigger: 'tool' });
  }
  return moveTo(draft, {
    to: stage.unknown,
    because: 'unknown',
    trigger: 'tool',
    about: { actionId, outcome: 'unknown' },
  });
};

/** The caller has waited in silence: a filler, and after the last one what is being waited for. */
export const fillerDue = (draft: Draft): Draft => {
  if (isHeldBack(draft.call)) return follow(draft);
  const stage = draft.flow.stages[draft.call.stage.name];
  if (awaitedAction(draft.call) === undefined || stage?.kind !== 'act') return draft;
  const filled = sayFiller(draft, stage.fillers);
  if (filled !== undefined) return filled;
  return sayAll(draft, stage.waiting ?? [], { kind: 'repair' });
};

interface Grant {
  readonly terms: ToolTerms;
  readonly args: Args;
  readonly confirmationId?: string;
}

const authorized = (draft: Draft, stage: ActStage, { terms, args, confirmationId }: Grant): Draft => {
  const { callId, actions } = draft.call;
  const granted = emit(draft, {
    type: 'ActionAuthorized',
    v: 1,
    actionId: `${callId}-a${Object.keys(actions).length + 1}`,
    tool: stage.tool,
    toolHash: terms.hash,
    effect: terms.effect,
    args,
    argsDigest: argsDigest(args),
    ...(confirmationId === undefined ? {} : { confirmationId }),
    deadlineAt: draft.at + terms.patienceMs,
    stage: stage.name,
  });
  return sayAll(chargeTool(granted, terms.costMicros), stage.announce, { kind: 'scaffold' });
};

/** Same tool, same arguments, not too old; using it up is the authorisation's own doing. */
const liveConfirmation = ({ call, flow, at }: Draft, tool: string, digest: string): string | undefined => {
  const { confirmation } = call;
  if (confirmation.status !== 'confirmed') return undefined;
  const isSame = confirmation.tool === tool && confirmation.argsDigest === digest;
  const isFresh = at - confirmation.heardAt <= flow.limits.confirmationMsMax;
  return isSame && isFresh ? confirmation.confirmationId : undefined;
};

const follow = (draft: Draft): Draft => {
  const { actionId = '' } = draft.call.stage;
  const stage = draft.flow.stages[draft.call.stage.name];
  const action = draft.call.actions[actionId];
  if (stage?.kind !== 'act' || action === undefined || action.outcome === 'pending') return draft;
  const { outcome, errorCode } = action;
  const lead = (to: StageName, because: string): Draft =>
    moveTo(draft, { to, because, trigger: 'tool', about: { actionId, outcome } });
  switch (outcome) {
    case 'succeeded':
      return lead(stage.succeeded, 'succeeded');
    case 'failed':
      return lead(failureOf(stage, errorCode) ?? draft.flow.globals.technical, `failed:${errorCode ?? '*'}`);
    case 'unknown':
      return lead(stage.unknown, 'unknown');
  }
};

const recordFacts = (draft: Draft, { actionId, result }: SettleAction): Draft => {
  const tool = draft.call.actions[actionId]?.tool ?? '';
  const mapped = Object.entries(draft.flow.tools[tool]?.facts ?? {});
  return mapped.reduce((known, [key, field]) => {
    const value = result[field];
    if (value === undefined) return known;
    const fact = { key, value: String(value), source: 'tool', ref: actionId, confirmed: false } as const;
    return emit(known, { type: 'FactRecorded', v: 1, ...fact });
  }, draft);
};

const failureOf = (stage: ActStage, code: string | undefined): StageName | undefined =>
  (code === undefined ? undefined : stage.failed[code]) ?? stage.failed['*'];
