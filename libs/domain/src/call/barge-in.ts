// Barge-in: the line's reflex paused a prompt; words cut it, an acknowledgement or a noise lets it go on.
import { emit, type Draft } from './draft';
import { type BargeInJudged } from './events';
import { withdraw } from './speech-plan';
import { isAlive, type BargeIn } from './state';

/** The prompt that this speech holds back; undefined when none does, or one that is over or was told to stop. */
export const pausedPrompt = (draft: Draft, reported: string | undefined): string | undefined => {
  const { bargeIn } = draft.call.turn;
  const promptId = reported ?? (bargeIn?.status === 'pending' ? bargeIn.promptId : undefined);
  return draft.call.voice.prompts.some((prompt) => prompt.id === promptId && isAlive(prompt))
    ? promptId
    : undefined;
};

export interface Heard {
  readonly utteranceId: string;
  readonly text: string;
  readonly isFinal: boolean;
}

/**
 * Stop words and words cut at once. An acknowledgement is only one when nothing follows, so that it and silence are
 * judged by the final hypothesis.
 */
export const judgeHeard = (draft: Draft, { utteranceId, text, isFinal }: Heard): Draft => {
  const { bargeIn } = draft.call.turn;
  if (bargeIn === undefined || !isOpen(draft, utteranceId, isFinal)) return draft;
  const isItsOwn = bargeIn.utteranceId === utteranceId;
  const because = draft.language.judgeBargeIn(draft.flow, text);
  if (because === 'stop-word' || because === 'words') {
    return isItsOwn || bargeIn.status === 'pending'
      ? judged(draft, { ...bargeIn, utteranceId }, because)
      : draft;
  }
  return isFinal && isItsOwn ? judged(draft, bargeIn, because) : draft;
};

/** Nothing was understood in time: the prompt goes on, and is still cut if words follow. */
export const pauseDue = (draft: Draft): Draft => {
  const { bargeIn } = draft.call.turn;
  return bargeIn?.status === 'pending' ? judged(draft, bargeIn, 'timeout') : draft;
};

/** Whoever cuts a prompt has cut those behind it as well: they were part of the same answer. */
const judged = (
  draft: Draft,
  { utteranceId, promptId }: BargeIn,
  because: BargeInJudged['because'],
): Draft => {
  const verdict = because === 'stop-word' || because === 'words' ? 'cut' : 'resume';
  const told = emit(draft, { type: 'BargeInJudged', v: 1, utteranceId, promptId, verdict, because });
  return verdict === 'cut' ? withdraw(told, 'barge-in', ({ bargeIn: may }) => may) : told;
};

/** Partials count while their utterance is open; a final has just been noted. */
const isOpen = ({ call }: Draft, utteranceId: string, isFinal: boolean): boolean =>
  isFinal || call.turn.open.some(({ id, final }) => id === utteranceId && final === undefined);
