// Every signal of the contract becomes the input it stands for, with its own id and media time and our wall time.
import { conversation } from '@trunkline/contracts';
import { inputOf, type Signal } from './signal-input';

const AT = 1_700_000_000_000;
const common = { inputId: 'in-1', at: AT, mediaMs: 4_200 };

it.each<[Signal, unknown]>([
  [{ $case: 'attach', value: conversation.Attach.create() }, undefined],
  [
    { $case: 'speechStarted', value: { utteranceId: 'u1', pausedPromptId: '', playedMs: 0 } },
    { type: 'SpeechStarted', ...common, utteranceId: 'u1', startMs: 4_200, playedMs: 0 },
  ],
  [
    { $case: 'speechStarted', value: { utteranceId: 'u1', pausedPromptId: 'p2', playedMs: 70 } },
    {
      type: 'SpeechStarted',
      ...common,
      utteranceId: 'u1',
      startMs: 4_200,
      pausedPromptId: 'p2',
      playedMs: 70,
    },
  ],
  [
    { $case: 'speechPartial', value: { utteranceId: 'u1', text: 'four' } },
    { type: 'SpeechPartial', ...common, utteranceId: 'u1', text: 'four' },
  ],
  [
    { $case: 'speechEnded', value: { utteranceId: 'u1', endMs: 9 } },
    { type: 'SpeechEnded', ...common, utteranceId: 'u1', endMs: 9 },
  ],
  [
    {
      $case: 'speechFinal',
      value: { utteranceId: 'u1', text: 'yes', confidence: 0.5, startMs: 1, endMs: 2 },
    },
    { type: 'SpeechFinal', ...common, utteranceId: 'u1', text: 'yes', confidence: 0.5, startMs: 1, endMs: 2 },
  ],
  [
    { $case: 'speechFault', value: { utteranceId: '', part: 'tts', kind: 'engine' } },
    { type: 'SpeechFault', ...common, part: 'tts', kind: 'engine' },
  ],
  [
    { $case: 'digit', value: { digit: '7' } },
    { type: 'PressDigit', ...common, digit: '7' },
  ],
  [
    { $case: 'promptStarted', value: { promptId: 'p1' } },
    { type: 'NotePromptStarted', ...common, promptId: 'p1' },
  ],
  [
    { $case: 'promptFinished', value: { promptId: 'p1', playedMs: 3, durationMs: 4 } },
    { type: 'NotePromptFinished', ...common, promptId: 'p1', playedMs: 3, durationMs: 4 },
  ],
  [
    { $case: 'promptCut', value: { promptId: 'p1', playedMs: 3, heardChars: 5 } },
    { type: 'NotePromptCut', ...common, promptId: 'p1', playedMs: 3, heardChars: 5 },
  ],
  [
    { $case: 'promptFailed', value: { promptId: 'p1', playedMs: 3, heardChars: 5, why: 'engine' } },
    { type: 'NotePromptFailed', ...common, promptId: 'p1', playedMs: 3, heardChars: 5, because: 'engine' },
  ],
  [
    { $case: 'lineEnded', value: { reason: 'caller-hung-up' } },
    { type: 'EndLine', ...common, reason: 'caller-hung-up' },
  ],
  [
    { $case: 'drain', value: { withinMs: 30_000 } },
    { type: 'DrainLine', ...common, withinMs: 30_000 },
  ],
  [
    { $case: 'lineHeld', value: {} },
    { type: 'HoldLine', ...common },
  ],
  [
    { $case: 'lineResumed', value: {} },
    { type: 'ResumeLine', ...common },
  ],
])('%j', (signal, input) => {
  const request = { inputId: 'in-1', atMs: 1, mediaMs: 4_200, signal, traceparent: '' };
  expect(inputOf(request, signal, AT)).toEqual(input);
});
