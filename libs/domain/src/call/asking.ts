// Asking again: misses and silences escalate through the stage's phrases, and end in its way out.
import { type AskStage, type CheckStage, type ConfirmStage, type Stage } from '@trunkline/flow';
import { emit, moveTo, type Draft } from './draft';
import { type LimitReached } from './events';
import { say, sayAll } from './speech-plan';

export type ListeningStage = AskStage | CheckStage | ConfirmStage;

/** The stage at hand if it waits for the caller. */
export const listeningStage = ({ flow, call }: Draft): ListeningStage | undefined => {
  const stage = flow.stages[call.stage.name];
  return stage !== undefined && isListening(stage) ? stage : undefined;
};

export const isListening = (stage: Stage): stage is ListeningStage =>
  stage.kind === 'ask' || stage.kind === 'check' || stage.kind === 'confirm';

/** After a turn that led nowhere. */
export const askAgain = (draft: Draft): Draft => {
  const stage = listeningStage(draft);
  if (stage === undefined) return draft;
  if (isOutOfTurns(draft, stage)) return exhausted(draft, 'stage-turns');
  const { noMatches } = draft.call.stage;
  if (noMatches > stage.noMatch.length) return exhausted(draft, 'no-match');
  const again = repeatUnheard(draft);
  const phrase = stage.noMatch[Math.max(0, noMatches - 1)];
  return phrase === undefined ? again : say(again, { phrase, kind: 'repair' });
};

/** The caller has said nothing since the last prompt ended. */
export const silenceDue = (draft: Draft): Draft => {
  const stage = listeningStage(draft);
  if (stage === undefined) return draft;
  const count = draft.call.stage.silences + 1;
  const noticed = emit(draft, { type: 'SilenceNoticed', v: 1, count });
  const phrase = stage.silence[count - 1];
  if (phrase !== undefined) return say(repeatUnheard(noticed), { phrase, kind: 'repair' });
  const limited = emit(noticed, { type: 'LimitReached', v: 1, limit: 'silence' });
  return moveTo(limited, { to: draft.flow.globals.silent, because: 'silent', trigger: 'policy' });
};

export const exhausted = (draft: Draft, limit: LimitReached['limit']): Draft => {
  const stage = draft.flow.stages[draft.call.stage.name];
  const limited = emit(draft, { type: 'LimitReached', v: 1, limit });
  return stage === undefined
    ? limited
    : moveTo(limited, { to: stage.exhausted, because: `exhausted:${limit}`, trigger: 'policy' });
};

/** An answer that was cut was not said: it is told again when the caller did not move on. */
export const repeatUnheard = (draft: Draft): Draft => {
  const { unheard } = draft.call.voice;
  return unheard === undefined ? draft : say(draft, unheard);
};

/** The stage's question once more, in the words that are next in turn. */
export const repeatQuestion = (draft: Draft, stage: AskStage | CheckStage): Draft =>
  isOutOfTurns(draft, stage)
    ? exhausted(draft, 'stage-turns')
    : sayAll(draft, stage.prompt, { kind: 'question' });

const isOutOfTurns = (draft: Draft, stage: Stage): boolean => draft.call.stage.turns >= stage.budget.turnsMax;
