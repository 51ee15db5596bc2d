// Effects follow from one event alone, so that a restarted host asks for the same again.
import { effects } from './effects';
import { type CallEvent } from './events';

it.each<[string, CallEvent, readonly object[]]>([
  [
    'an entered stage listens',
    { type: 'StageEntered', v: 1, stage: 's', because: 'start' },
    [{ type: 'Listen', stage: 's' }],
  ],
  [
    'a queued prompt is said',
    {
      type: 'PromptQueued',
      v: 1,
      promptId: 'p1',
      kind: 'answer',
      phrase: 'x',
      sentences: ['Hi.'],
      cacheable: true,
      bargeIn: true,
      claims: [],
    },
    [{ type: 'Say', kind: 'answer', promptId: 'p1', sentences: ['Hi.'], cacheable: true, bargeIn: true }],
  ],
  [
    'a withdrawn prompt is cut',
    { type: 'PromptWithdrawn', v: 1, promptId: 'p1', because: 'digit' },
    [{ type: 'CutPrompt', promptId: 'p1' }],
  ],
  [
    'a judgement resumes',
    {
      type: 'BargeInJudged',
      v: 1,
      utteranceId: 'u',
      promptId: 'p1',
      verdict: 'resume',
      because: 'backchannel',
    },
    [{ type: 'ResumePrompt', promptId: 'p1' }],
  ],
  [
    'a fence is raised at the tools',
    { type: 'FenceRaised', v: 1, fenceEpoch: 1 },
    [{ type: 'FenceActions', fenceEpoch: 1 }],
  ],
  [
    'a done fence asks for the human',
    { type: 'SideEffectsFenced', v: 1, handoffId: 'h', settled: [], inDoubt: [], notStarted: [] },
    [{ type: 'RequestHandoff', handoffId: 'h' }],
  ],
  [
    'a bridge mutes',
    { type: 'HandoffProgressed', v: 1, handoffId: 'h', state: 'bridged' },
    [{ type: 'PlayBed', on: false }, { type: 'Mute' }],
  ],
  [
    'a hand-off that we give up is cancelled',
    { type: 'HandoffProgressed', v: 1, handoffId: 'h', state: 'failed', cause: 'no-answer' },
    [
      { type: 'PlayBed', on: false },
      { type: 'CancelHandoff', handoffId: 'h', reason: 'no-answer' },
    ],
  ],
  ['a hang-up waits for its prompt', { type: 'CallEnding', v: 1, reason: 'r', afterPrompt: 'p1' }, []],
  [
    'a hang-up without one does not',
    { type: 'CallEnding', v: 1, reason: 'r' },
    [{ type: 'HangUp', reason: 'r' }],
  ],
  [
    'a re-attached line hears where it is',
    { type: 'LineReattached', v: 1, gateway: 'g', stage: 's', bed: true, muted: false },
    [{ type: 'Unmute' }, { type: 'Listen', stage: 's' }, { type: 'PlayBed', on: true }],
  ],
  [
    'one with a human stays muted',
    { type: 'LineReattached', v: 1, gateway: 'g', stage: 's', bed: false, muted: true },
    [{ type: 'Mute' }],
  ],
])('%s', (_, event, expected) => {
  expect(effects(event)).toEqual(expected);
});
