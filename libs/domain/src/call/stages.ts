// Walking the graph: a pending transition is taken, and what it leads to, until the call waits for something.
import { type Stage } from '@trunkline/flow';
import { authorize } from './actions';
import { repeatQuestion, repeatUnheard } from './asking';
import { readBackNow, voidConfirmation } from './confirmation';
import { recordSlot } from './corrections';
import { emit, moveTo, setTimer, technicalFailure, type Draft, type Move } from './draft';
import { enterEnd, hangUp } from './ending';
import { abandonHandoff, requestHandoff } from './handoff';
import { outcomeTold, sayAll, sayFiller, withdraw } from './speech-plan';
import { type Prompt } from './state';

/** Stages that may follow each other without the caller or a tool in between. */
const hopsMax = 16;

export const walk = (draft: Draft): Draft => {
  let walked = draft;
  for (let hops = 0; walked.move !== undefined; hops++) {
    const { move } = walked;
    const standing = moveless(walked);
    walked = hops === hopsMax ? hangUp(standing, 'flow-loop') : take(standing, move);
  }
  return walked;
};

/** What the stage at hand owes the caller after the line was away. */
export const resumeStage = (draft: Draft): Draft => {
  const stage = draft.flow.stages[draft.call.stage.name];
  const again = repeatUnheard(draft);
  switch (stage?.kind) {
    case 'ask':
    case 'check':
      return repeatQuestion(again, stage);
    case 'confirm':
      return readBackNow(again, stage);
    case 'act':
      return draft.flow.globals.reattached === undefined ? (sayFiller(again, stage.fillers) ?? again) : again;
    case 'tell':
    case 'handoff':
    case 'end':
    case undefined:
      return again;
  }
};

const moveless = (draft: Draft): Draft => ({ ...draft, move: undefined });

/** While a human agent is on the way the only way is out; with one, or while hanging up, there is none. */
const take = (draft: Draft, move: Move): Draft => {
  const stage = draft.flow.stages[move.to];
  switch (draft.call.phase) {
    case 'talking':
      return stage === undefined ? lost(draft, move) : enter(draft, stage, move);
    case 'handing-off':
      return stage?.kind === 'end' ? enter(abandonHandoff(draft, 'caller-left'), stage, move) : draft;
    case 'with-human':
    case 'ending':
      return draft;
  }
};

const enter = (draft: Draft, stage: Stage, move: Move): Draft => {
  const from = draft.flow.stages[draft.call.stage.name];
  const isChosen = move.trigger === 'caller' || move.trigger === 'tool';
  if (isChosen && isForbidden(from, move)) return technicalFailure(draft, 'forbidden');
  const left = voidUnanswered(withdraw(draft, 'left-stage', isOfStage));
  const entered = emit(left, { type: 'StageEntered', v: 1, stage: stage.name, because: move.because });
  const timed = setTimer(entered, 'stage-budget', draft.at + stage.budget.msMax);
  return begin(timed, stage, move);
};

const begin = (draft: Draft, stage: Stage, move: Move): Draft => {
  const told = outcomeTold(draft.call, move.about);
  switch (stage.kind) {
    case 'ask': {
      const value = stage.slot === undefined ? undefined : move.fills?.[stage.slot];
      if (value === undefined) return sayAll(draft, stage.prompt, { kind: 'question', ...told });
      return filled(draft, { slot: stage.slot ?? '', value, next: stage.next });
    }
    case 'check':
      return sayAll(draft, stage.prompt, { kind: 'question', ...told });
    case 'act':
      return authorize(draft, stage);
    case 'confirm':
      return readBackNow(draft, stage);
    case 'tell': {
      const said = sayAll(draft, stage.prompt, { kind: 'answer', ...told });
      return said.move === undefined
        ? moveTo(said, { to: stage.next, because: 'next', trigger: 'tool' })
        : said;
    }
    case 'handoff':
      return requestHandoff(draft, stage, move);
    case 'end':
      return enterEnd(draft, stage, move.because);
  }
};

/** The slot was said with the intent that led here. */
const filled = (draft: Draft, said: { slot: string; value: string; next: string | undefined }): Draft => {
  const { slot, value, next } = said;
  const ref = `turn-${draft.call.turn.ended}`;
  const recorded = recordSlot(draft, { slot, value, ref, method: 'speech' });
  return next === undefined
    ? technicalFailure(recorded, 'slot-without-next')
    : moveTo(recorded, { to: next, because: 'slot', trigger: 'caller' });
};

/** The globals, limits and ways out are legal from anywhere. */
const isForbidden = (from: Stage | undefined, move: Move): boolean =>
  from !== undefined &&
  move.because !== 'human' &&
  move.because !== 'goodbye' &&
  from.forbids.includes(move.to);

/** A read-back that was not agreed to stays behind; what was agreed to goes on to its action. */
const voidUnanswered = (draft: Draft): Draft => {
  const { status } = draft.call.confirmation;
  return status === 'reading' || status === 'awaiting' ? voidConfirmation(draft, 'left-stage') : draft;
};

/** Questions go with their stage, fillers that were not begun with their wait; answers are still heard. */
const isOfStage = ({ kind, status }: Prompt): boolean =>
  kind === 'question' ||
  kind === 'repair' ||
  kind === 'read-back' ||
  (kind === 'filler' && status === 'queued');

const lost = (draft: Draft, move: Move): Draft =>
  move.to === draft.flow.globals.technical
    ? hangUp(draft, 'flow-broken')
    : technicalFailure(draft, 'no-such-stage');
