// What follows from a turn: the stage's own transitions, the global ones, or asking again.
import { type IntentName, type Stage } from '@trunkline/flow';
import { askAgain, listeningStage, type ListeningStage } from './asking';
import { charge } from './budgets';
import { affirm, deny } from './confirmation';
import { confirmSlot, knowsSlot, slotHeard } from './corrections';
import { clearTimer, emit, moveTo, type Draft } from './draft';
import { type Meaning, type TurnEnded } from './events';
import { type MeaningHeard } from './language';

/** A turn as it was heard, spoken or pressed. */
export interface TurnHeard extends Pick<TurnEnded, 'utteranceIds' | 'text' | 'evidence' | 'silenceMs'> {
  readonly meaning: MeaningHeard;
  readonly startMs: number;
  readonly confidence: number;
  /** The utterance or key press that it came from. */
  readonly ref: string;
  readonly method: 'speech' | 'dtmf';
}

export const endTurn = (draft: Draft, heard: TurnHeard): Draft => {
  const { utteranceIds, text, evidence, silenceMs } = heard;
  const meaning = fitting(draft, heard.meaning);
  const turn = draft.call.turn.ended + 1;
  const ended = emit(
    clearTimer(draft, 'end-of-turn'),
    { type: 'TurnEnded', v: 1, turn, utteranceIds, text, evidence, silenceMs },
    { type: 'Understood', v: 1, turn, meaning: named(meaning) },
  );
  const charged = charge(ended);
  return charged.move === undefined ? respond(charged, { ...heard, meaning }) : charged;
};

const respond = (draft: Draft, heard: TurnHeard): Draft => {
  const { globals } = draft.flow;
  const { meaning } = heard;
  if (meaning.kind === 'goodbye') {
    return moveTo(draft, { to: globals.goodbye.goto, because: 'goodbye', trigger: 'caller' });
  }
  if (draft.call.phase !== 'talking') return draft;
  switch (meaning.kind) {
    case 'human':
      return moveTo(draft, { to: globals.human.goto, because: 'human', trigger: 'caller' });
    case 'backchannel':
      return draft;
    case 'intent':
      return intended(draft, meaning);
    case 'slot':
      return slotHeard(draft, { ...meaning, ref: heard.ref, method: heard.method });
    case 'yes':
      return agreed(draft, heard);
    case 'no':
      return refused(draft);
    case 'no-match':
    case 'unsure':
      return askAgain(draft);
  }
};

/** Slots that were said with an intent are not asked for again. */
const intended = (draft: Draft, { intent, fills }: Extract<MeaningHeard, { kind: 'intent' }>): Draft => {
  const goto = destination(stageOf(draft), intent);
  if (goto === undefined) return askAgain(draft);
  return moveTo(draft, {
    to: goto,
    because: `intent:${intent}`,
    trigger: 'caller',
    ...(fills ? { fills } : {}),
  });
};

const agreed = (draft: Draft, heard: TurnHeard): Draft => {
  const stage = stageOf(draft);
  if (stage?.kind === 'confirm') return affirm(draft, stage, heard);
  if (stage?.kind !== 'check') return draft;
  return moveTo(confirmSlot(draft, stage.slot), { to: stage.yes, because: 'yes', trigger: 'caller' });
};

const refused = (draft: Draft): Draft => {
  const stage = stageOf(draft);
  if (stage?.kind === 'confirm') return deny(draft, stage);
  return stage?.kind === 'check' ? moveTo(draft, { to: stage.no, because: 'no', trigger: 'caller' }) : draft;
};

/** What a stage cannot take is no match there: a yes where nothing was asked, an intent that it does not offer. */
const fitting = (draft: Draft, meaning: MeaningHeard): MeaningHeard => {
  const stage = listeningStage(draft);
  return stage === undefined || takes(draft, stage, meaning) ? meaning : { kind: 'no-match' };
};

const takes = (draft: Draft, stage: ListeningStage, meaning: MeaningHeard): boolean => {
  switch (meaning.kind) {
    case 'yes':
    case 'no':
      return stage.kind !== 'ask';
    case 'intent':
      return destination(stage, meaning.intent) !== undefined;
    case 'slot':
      return knowsSlot(draft, stage, meaning.slot);
    case 'human':
    case 'goodbye':
    case 'backchannel':
    case 'no-match':
    case 'unsure':
      return true;
  }
};

const destination = (stage: Stage | undefined, intent: IntentName): string | undefined => {
  if (stage?.kind !== 'ask') return undefined;
  const goto = stage.intents.find((offered) => offered.intent === intent)?.goto;
  return goto === undefined || stage.forbids.includes(goto) ? undefined : goto;
};

const stageOf = ({ flow, call }: Draft): Stage | undefined => flow.stages[call.stage.name];

/** Names only: a value is a fact, recorded as one. */
const named = (meaning: MeaningHeard): Meaning => {
  if (meaning.kind === 'intent') return { kind: 'intent', intent: meaning.intent };
  if (meaning.kind === 'slot') return { kind: 'slot', slot: meaning.slot, correction: meaning.correction };
  return { kind: meaning.kind };
};
