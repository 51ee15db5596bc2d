// Confirmation of an irreversible action: read back whole, then a yes that starts after it, from the caller, in time.
import { type ConfirmStage } from '@trunkline/flow';
import { argsDigest, sha256 } from '../digest';
import { askAgain, exhausted } from './asking';
import { emit, moveTo, technicalFailure, type Draft } from './draft';
import { type ConfirmationRefused, type ConfirmationVoided } from './events';
import { argsOf, factKeysOf } from './facts';
import { discloseIfOwed, promptIdAt, render, say, sayAll, withdraw } from './speech-plan';
import { hasFloor, type Confirmation } from './state';

/** How often a visit to a confirm stage reads back before it gives up. */
const readBacksMax = 4;

/** The yes as it was heard. */
export interface Yes {
  readonly startMs: number;
  readonly confidence: number;
  readonly ref: string;
  readonly method: 'speech' | 'dtmf';
}

/** Says what will be done, with every value that the tool will be given. */
export const readBackNow = (draft: Draft, stage: ConfirmStage): Draft => {
  if (draft.call.stage.readBacks >= readBacksMax) return exhausted(draft, 'stage-turns');
  const args = argsOf(draft.flow, draft.call, stage);
  const ready = discloseIfOwed(withdraw(draft, 'said-again', ({ kind }) => kind === 'read-back'));
  const words = render(ready, stage.readBack);
  if (args === undefined || words === undefined) return technicalFailure(ready, 'read-back-unknown');
  const isWhole = factKeysOf(stage.args).every((key) => words.claims.includes(key));
  if (!isWhole) return technicalFailure(ready, 'read-back-incomplete');
  return emit(say(ready, { phrase: stage.readBack, kind: 'read-back' }), {
    type: 'ReadBack',
    v: 1,
    confirmationId: `c${ready.call.confirmations + 1}`,
    tool: stage.tool,
    args,
    argsDigest: argsDigest(args),
    promptId: promptIdAt(ready),
    textDigest: sha256(words.sentences.join(' ')),
  });
};

export const affirm = (draft: Draft, stage: ConfirmStage, yes: Yes): Draft => {
  const { confirmation } = draft.call;
  if (confirmation.status === 'none' || confirmation.status === 'confirmed') return readBackNow(draft, stage);
  const { confirmationId } = confirmation;
  const refusal = refusalOf(draft, confirmation, yes);
  if (refusal !== undefined) {
    const refused = { type: 'ConfirmationRefused', v: 1, confirmationId, because: refusal } as const;
    return afterRefusal(emit(draft, refused), stage, refusal);
  }
  const confirmed = emit(draft, {
    type: 'Confirmed',
    v: 1,
    confirmationId,
    argsDigest: confirmation.argsDigest,
    utteranceId: yes.ref,
    method: yes.method,
    heardAt: draft.at,
  });
  return moveTo(confirmed, { to: stage.yes, because: 'yes', trigger: 'caller' });
};

export const deny = (draft: Draft, stage: ConfirmStage): Draft =>
  moveTo(voidConfirmation(draft, 'caller-said-no'), { to: stage.no, because: 'no', trigger: 'caller' });

/** The confirmation timer fired: the read-back is too old to be agreed to. A caller who speaks is heard out first. */
export const confirmationDue = (draft: Draft): Draft => {
  const stage = draft.flow.stages[draft.call.stage.name];
  const voided = voidConfirmation(draft, 'expired');
  return stage?.kind === 'confirm' && !hasFloor(draft.call) ? readBackNow(voided, stage) : voided;
};

export const voidConfirmation = (draft: Draft, because: ConfirmationVoided['because']): Draft => {
  const { confirmation } = draft.call;
  if (confirmation.status === 'none') return draft;
  return emit(draft, {
    type: 'ConfirmationVoided',
    v: 1,
    confirmationId: confirmation.confirmationId,
    because,
  });
};

type Refusal = ConfirmationRefused['because'];

const refusalOf = (draft: Draft, confirmation: Confirmation, yes: Yes): Refusal | undefined => {
  const { confirmConfidenceMin, confirmationMsMax } = draft.flow.limits;
  if (confirmation.status !== 'awaiting') return 'read-back-not-finished';
  if (yes.startMs < confirmation.endedMs) return 'started-before-end';
  if (draft.mediaMs > confirmation.endedMs + confirmationMsMax) return 'expired';
  return yes.confidence < confirmConfidenceMin ? 'low-confidence' : undefined;
};

const afterRefusal = (draft: Draft, stage: ConfirmStage, refusal: Refusal): Draft => {
  switch (refusal) {
    case 'low-confidence':
      return askAgain(draft);
    case 'expired':
      return readBackNow(voidConfirmation(draft, 'expired'), stage);
    case 'read-back-not-finished':
    case 'started-before-end': {
      const silent = withdraw(draft, 'said-again', ({ kind }) => kind === 'read-back');
      return readBackNow(sayAll(silent, stage.tooEarly, { kind: 'repair' }), stage);
    }
  }
};
