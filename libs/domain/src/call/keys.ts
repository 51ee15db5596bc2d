// Keys: a digit slot pressed instead of spoken, the keys of a menu, 1 for yes and 2 for no.
import { type DigitsSlot, type Flow } from '@trunkline/flow';
import { listeningStage, type ListeningStage } from './asking';
import { emit, moveTo, setTimer, type Draft } from './draft';
import { slotsOf } from './facts';
import { type MeaningHeard } from './language';
import { endTurn } from './meaning';
import { withdraw } from './speech-plan';

const yesOrNo: Readonly<Record<string, MeaningHeard>> = { '1': { kind: 'yes' }, '2': { kind: 'no' } };

/** A key that means nothing in the stage leaves no trace. */
export const pressDigit = (draft: Draft, digit: string): Draft => {
  const stage = listeningStage(draft);
  if (stage === undefined || draft.call.phase !== 'talking') return draft;
  const answer = stage.kind === 'ask' || isRunning(draft) ? undefined : yesOrNo[digit];
  if (answer !== undefined) return pressedTurn(noted(draft, digit), answer);
  const slot = digitsSlot(draft.flow, stage);
  return (slot && pressedInRun(draft, slot, digit)) ?? pressedInMenu(draft, stage, digit);
};

/** The run is over: by `#`, by its length, or because no further key came. */
export const finishRun = (draft: Draft): Draft => {
  const stage = listeningStage(draft);
  const slot = stage && digitsSlot(draft.flow, stage);
  const value = draft.call.turn.keyed;
  if (stage === undefined || slot === undefined || value.length < slot.lengthMin) {
    return pressedTurn(draft, { kind: 'no-match' });
  }
  const name = slotName(stage);
  const correction = slotsOf(draft.call)[name] !== undefined;
  return pressedTurn(draft, { kind: 'slot', slot: name, correction, value });
};

const isRunning = ({ call }: Draft): boolean => call.turn.keyed !== '';

const pressedInRun = (draft: Draft, slot: DigitsSlot, digit: string): Draft | undefined => {
  if (/^[0-9]$/.test(digit)) return ranOn(noted(draft, masked(slot, digit)), slot);
  return digit === '#' && isRunning(draft) ? finishRun(noted(draft, digit)) : undefined;
};

const pressedInMenu = (draft: Draft, stage: ListeningStage, digit: string): Draft => {
  const goto = stage.kind === 'ask' ? stage.keys[digit] : undefined;
  if (goto === undefined || stage.forbids.includes(goto)) return draft;
  return moveTo(noted(draft, digit), { to: goto, because: `key:${digit}`, trigger: 'caller' });
};

const ranOn = (draft: Draft, slot: DigitsSlot): Draft => {
  const { length } = draft.call.turn.keyed;
  if (length >= slot.lengthMax) return finishRun(draft);
  const { unsureMs, incompleteMs } = draft.flow.endpointing;
  return setTimer(
    draft,
    'end-of-turn',
    draft.at + keyPace * (length < slot.lengthMin ? incompleteMs : unsureMs),
  );
};

/** Fingers pause longer than voices do. */
const keyPace = 2;

/** A key takes the floor as words do. */
const noted = (draft: Draft, digit: string): Draft =>
  withdraw(emit(draft, { type: 'DigitPressed', v: 1, digit }), 'digit', ({ bargeIn }) => bargeIn);

const pressedTurn = (draft: Draft, meaning: MeaningHeard): Draft =>
  endTurn(draft, {
    utteranceIds: [],
    text: '',
    evidence: 'complete',
    silenceMs: 0,
    meaning,
    startMs: draft.mediaMs,
    confidence: 1,
    ref: `digit-${draft.call.turn.digits}`,
    method: 'dtmf',
  });

/** The record does not hold a secret digit, and so nothing can be made of it. */
const masked = (slot: DigitsSlot, digit: string): string => (slot.sensitivity === 'secret' ? '*' : digit);

const slotName = (stage: ListeningStage): string => (stage.kind === 'confirm' ? '' : (stage.slot ?? ''));

const digitsSlot = (flow: Flow, stage: ListeningStage): DigitsSlot | undefined => {
  const slot = flow.slots[slotName(stage)];
  return slot?.kind === 'digits' ? slot : undefined;
};
