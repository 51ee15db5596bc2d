// What the line reports of prompts: begun, heard to the end, cut, failed. A report of an unknown prompt means nothing.
import { closePrompt } from './ending';
import { emit, technicalFailure, type Draft } from './draft';
import { hasFloor, isAlive, isQuiet, type Call, type Prompt } from './state';
import {
  type NotePromptCut,
  type NotePromptFailed,
  type NotePromptFinished,
  type NotePromptStarted,
} from './inputs';
import { discloseIfOwed, say } from './speech-plan';
import { readBackNow } from './confirmation';

/** What a line that attaches again is still to play; of anything else the rest is not wanted. */
export const wantedPrompts = (call: Call): readonly string[] =>
  call.status === 'live' ? call.voice.prompts.filter(isAlive).map(({ id }) => id) : [];

/** Prompts that fail in a row before speech is given up. */
const failuresMax = 3;

export const promptStarted = (draft: Draft, { promptId }: NotePromptStarted): Draft =>
  promptOf(draft, promptId)?.status === 'queued'
    ? emit(draft, { type: 'PromptStarted', v: 1, promptId })
    : draft;

export const promptFinished = (draft: Draft, input: NotePromptFinished): Draft => {
  const { promptId, playedMs, durationMs } = input;
  if (promptOf(draft, promptId) === undefined) return draft;
  const endedMs = draft.mediaMs;
  return closePrompt(emit(draft, { type: 'PromptFinished', v: 1, promptId, playedMs, durationMs, endedMs }));
};

export const promptCut = (draft: Draft, { promptId, playedMs, heardChars }: NotePromptCut): Draft => {
  const prompt = promptOf(draft, promptId);
  if (prompt === undefined) return draft;
  const heard = prompt.text.slice(0, heardChars);
  const cut = emit(draft, { type: 'PromptCut', v: 1, promptId, playedMs, heard });
  return discloseInSilence(closePrompt(cut));
};

/** What failed is said again; a read-back as a new one, closing words and words of a hand-off not at all. */
export const promptFailed = (draft: Draft, input: NotePromptFailed): Draft => {
  const { promptId, playedMs, heardChars, because } = input;
  const prompt = promptOf(draft, promptId);
  if (prompt === undefined) return draft;
  const heard = prompt.text.slice(0, heardChars);
  const failed = closePrompt(emit(draft, { type: 'PromptFailed', v: 1, promptId, playedMs, heard, because }));
  if (failed.call.phase !== 'talking' || prompt.status === 'cutting') return failed;
  return failed.call.voice.failuresInARow >= failuresMax
    ? technicalFailure(failed, 'synthesis')
    : again(failed, prompt);
};

const again = (draft: Draft, { kind, phrase, tells }: Prompt): Draft => {
  const stage = draft.flow.stages[draft.call.stage.name];
  if (kind === 'greeting') return discloseIfOwed(draft);
  if (kind === 'filler' || kind === 'scaffold') return draft;
  if (kind === 'read-back') return stage?.kind === 'confirm' ? readBackNow(draft, stage) : draft;
  return say(draft, { phrase, kind, ...(tells === undefined ? {} : { tells }) });
};

/** A disclosure that was cut is not left for later when nobody speaks. */
const discloseInSilence = (draft: Draft): Draft =>
  draft.call.phase === 'talking' && isQuiet(draft.call) && !hasFloor(draft.call)
    ? discloseIfOwed(draft)
    : draft;

const promptOf = ({ call }: Draft, promptId: string): Prompt | undefined =>
  call.voice.prompts.find(({ id }) => id === promptId);
