// The line lost us and found us again: what it does not play was not heard, and what was asked is asked again.
import { closePrompt, hangUp } from './ending';
import { clearTimer, emit, type Draft } from './draft';
import { type Reattach } from './inputs';
import { isWaiting, isWithHuman } from './handoff';
import { sayFiller } from './speech-plan';
import { resumeStage } from './stages';
import { isAlive, type Prompt } from './state';

export const reattach = (draft: Draft, { gateway, playingPromptId }: Reattach): Draft => {
  const resumed = resumePlaying(draft, playingPromptId);
  const lost = resumed.call.voice.prompts.filter(({ id }) => id !== playingPromptId);
  const attached = emit(clearTimer(resumed, 'end-of-turn'), {
    type: 'LineReattached',
    v: 1,
    gateway,
    stage: draft.call.stage.name,
    bed: isWaiting(draft.call),
    muted: isWithHuman(draft.call),
  });
  return takeUp(emit(attached, ...lost.map(cutUnheard)), lost);
};

/** The judgement that a paused prompt waited for is lost with the recognition. */
const resumePlaying = (draft: Draft, playingPromptId: string | undefined): Draft => {
  const { bargeIn } = draft.call.turn;
  if (bargeIn === undefined || bargeIn.promptId !== playingPromptId) return draft;
  const { utteranceId, promptId } = bargeIn;
  return emit(draft, {
    type: 'BargeInJudged',
    v: 1,
    utteranceId,
    promptId,
    verdict: 'resume',
    because: 'timeout',
  });
};

const takeUp = (draft: Draft, lost: readonly Prompt[]): Draft => {
  const isPlaying = draft.call.voice.prompts.some(isAlive);
  switch (draft.call.phase) {
    case 'talking':
      return isPlaying && !lost.some(isAlive) ? draft : resumeStage(excuse(draft));
    case 'handing-off':
      return isPlaying ? draft : excuse(draft);
    case 'ending':
      return hangUpAgain(draft);
    case 'with-human':
      return draft;
  }
};

const excuse = (draft: Draft): Draft => {
  const { reattached } = draft.flow.globals;
  return (reattached === undefined ? undefined : sayFiller(draft, [reattached])) ?? draft;
};

/** The hang-up may have been lost with the line. */
const hangUpAgain = (draft: Draft): Draft => {
  const { ending } = draft.call;
  return ending !== undefined && ending.afterPrompt === undefined
    ? hangUp(draft, ending.reason)
    : closePrompt(draft);
};

const cutUnheard = ({ id }: Prompt) =>
  ({ type: 'PromptCut', v: 1, promptId: id, playedMs: 0, heard: '' }) as const;
