// Signals of a line as inputs of its call. Wall time is ours; media time is the line's.
import { type conversation } from '@trunkline/contracts';
import { type call } from '@trunkline/domain';
import { type EpochMs } from '@trunkline/event-sourcing';

export type Signal = NonNullable<conversation.ConverseRequest['signal']>;

/** Undefined for signals that are no input by themselves. */
export const inputOf = (
  request: conversation.ConverseRequest,
  signal: Signal,
  at: EpochMs,
): call.CallInput | undefined => {
  const common = { inputId: request.inputId, at, mediaMs: request.mediaMs };
  switch (signal.$case) {
    case 'attach':
      return undefined;
    case 'speechStarted': {
      const { utteranceId, pausedPromptId, playedMs } = signal.value;
      const paused = pausedPromptId === '' ? {} : { pausedPromptId };
      return { type: 'SpeechStarted', ...common, utteranceId, startMs: request.mediaMs, ...paused, playedMs };
    }
    case 'speechPartial':
      return { type: 'SpeechPartial', ...common, ...signal.value };
    case 'speechEnded':
      return { type: 'SpeechEnded', ...common, ...signal.value };
    case 'speechFinal':
      return { type: 'SpeechFinal', ...common, ...signal.value };
    case 'speechFault': {
      const { utteranceId, part, kind } = signal.value;
      const about = utteranceId === '' ? {} : { utteranceId };
      return { type: 'SpeechFault', ...common, ...about, part: part === 'tts' ? 'tts' : 'stt', kind };
    }
    case 'digit':
      return { type: 'PressDigit', ...common, digit: signal.value.digit };
    case 'promptStarted':
      return { type: 'NotePromptStarted', ...common, ...signal.value };
    case 'promptFinished':
      return { type: 'NotePromptFinished', ...common, ...signal.value };
    case 'promptCut':
      return { type: 'NotePromptCut', ...common, ...signal.value };
    case 'promptFailed': {
      const { why, ...prompt } = signal.value;
      return { type: 'NotePromptFailed', ...common, ...prompt, because: why };
    }
    case 'lineEnded':
      return { type: 'EndLine', ...common, reason: signal.value.reason };
    case 'lineHeld':
      return { type: 'HoldLine', ...common };
    case 'lineResumed':
      return { type: 'ResumeLine', ...common };
    case 'drain':
      return { type: 'DrainLine', ...common, withinMs: signal.value.withinMs };
  }
};
