// The call decider: every input in every state, dispatched to the file of its concern.
import { type Decider } from '@trunkline/event-sourcing';
import { type Flow } from '@trunkline/flow';
import { followOutcome, settle, settledBy } from './actions';
import { checkLimits } from './budgets';
import { emit, moveTo, setTimer, type Draft } from './draft';
import { timerDue } from './due';
import { effects, type CallEffect } from './effects';
import { closingDue, endCall } from './ending';
import { followDrain, noteDrain } from './drain';
import { type CallEvent, type CallStarted } from './events';
import { begun, evolve } from './evolve';
import { abandonHandoff, fenced, noteHandoff } from './handoff';
import { type CallInput, type SettleAction, type StartCall } from './inputs';
import { pressDigit } from './keys';
import { flowLanguage, type Language } from './language';
import { promptCut, promptFailed, promptFinished, promptStarted } from './prompts';
import { reattach } from './reattach';
import { discloseIfOwed } from './speech-plan';
import { resumeStage, walk } from './stages';
import { unknownCall, type Call, type EndedCall, type LiveCall, type Phase } from './state';
import { hearEnd, hearFault, hearFinal, hearPartial, hearSpeech } from './turn';
import { watch } from './watch';

export const callDecider = (
  flow: Flow,
  language: Language = flowLanguage,
): Decider<Call, CallInput, CallEvent, CallEffect> => ({
  category: 'call',
  initial: unknownCall,
  decide: (call, input) => {
    switch (call.status) {
      case 'unknown':
        return input.type === 'StartCall' ? start({ flow, language }, input) : [];
      case 'live':
        return live({ flow, language }, call, input);
      case 'ended':
        return input.type === 'SettleAction' ? settleLate(call, input) : [];
    }
  },
  evolve,
  effects,
  isFinal: (call) =>
    call.status === 'ended' && Object.values(call.actions).every(({ outcome }) => outcome !== 'pending'),
});

/** What each phase listens to; anything else means nothing there. */
const reports = ['NotePromptStarted', 'NotePromptFinished', 'NotePromptCut', 'NotePromptFailed'] as const;
const always = ['SettleAction', 'EndLine', 'TimerFired', 'Reattach', ...reports] as const;
const speech = ['SpeechStarted', 'SpeechPartial', 'SpeechEnded', 'SpeechFinal', 'SpeechFault'] as const;
const heard = {
  talking: [...always, ...speech, 'PressDigit', 'HoldLine', 'ResumeLine', 'DrainLine'],
  'handing-off': [...always, ...speech, 'FenceDone', 'NoteHandoff', 'HoldLine', 'ResumeLine'],
  'with-human': [...always, 'NoteHandoff'],
  ending: always,
} as const satisfies Record<Phase, readonly CallInput['type'][]>;

interface Given {
  readonly flow: Flow;
  readonly language: Language;
}

type LiveInput = Exclude<CallInput, StartCall>;

const live = (given: Given, call: LiveCall, input: CallInput): readonly CallEvent[] => {
  const listens: readonly string[] = heard[call.phase];
  if (input.type === 'StartCall' || !listens.includes(input.type)) return [];
  const draft = draftOf(given, call, input);
  if (input.type === 'EndLine') return endCall(abandonHandoff(draft, 'caller-left'), input.reason);
  if (isClosingDue(call, input)) {
    const closed = closingDue(draft);
    return 'events' in closed ? closed.events : closed;
  }
  return watch(walk(followDrain(walk(followOutcome(walk(step(draft, input))))))).events;
};

const step = (draft: Draft, input: Exclude<LiveInput, { readonly type: 'EndLine' }>): Draft => {
  switch (input.type) {
    case 'Reattach':
      return reattach(draft, input);
    case 'SpeechStarted':
      return hearSpeech(draft, input);
    case 'SpeechPartial':
      return hearPartial(draft, input);
    case 'SpeechEnded':
      return hearEnd(draft, input);
    case 'SpeechFinal':
      return hearFinal(draft, input);
    case 'SpeechFault':
      return hearFault(draft, input);
    case 'PressDigit':
      return pressDigit(draft, input.digit);
    case 'NotePromptStarted':
      return promptStarted(draft, input);
    case 'NotePromptFinished':
      return promptFinished(draft, input);
    case 'NotePromptCut':
      return promptCut(draft, input);
    case 'NotePromptFailed':
      return promptFailed(draft, input);
    case 'SettleAction':
      return settle(draft, input);
    case 'FenceDone':
      return fenced(draft, input.actions);
    case 'NoteHandoff':
      return noteHandoff(draft, input);
    case 'HoldLine':
      return draft.call.held ? draft : emit(draft, { type: 'LineHeld', v: 1 });
    case 'ResumeLine':
      return draft.call.held ? resumeStage(emit(draft, { type: 'LineResumed', v: 1 })) : draft;
    case 'DrainLine':
      return noteDrain(draft, input);
    case 'TimerFired':
      return timerDue(draft, input.timerId);
  }
};

/** The first words are that this is a voice agent, whatever stage comes first. */
const start = (given: Given, input: StartCall): readonly CallEvent[] => {
  const { callId, tenantId, flow, flowHash, from, to, trunk, gateway, answeredAt, spentTodayMicros } = input;
  const names = { callId, tenantId, flow, flowHash, from, to, trunk, gateway };
  const started: CallStarted = { type: 'CallStarted', v: 1, ...names, answeredAt, spentTodayMicros };
  const fresh = draftOf(given, begun(started), input);
  const limited = setTimer(fresh, 'call-limit', answeredAt + given.flow.limits.callMsMax);
  const begins = moveTo(limited, { to: given.flow.start, because: 'start', trigger: 'policy' });
  return [started, ...watch(walk(checkLimits(discloseIfOwed(begins)))).events];
};

const settleLate = (call: EndedCall, input: SettleAction): readonly CallEvent[] =>
  call.actions[input.actionId]?.outcome === 'pending' ? [settledBy(input)] : [];

const isClosingDue = (call: LiveCall, input: CallInput): boolean =>
  input.type === 'TimerFired' &&
  call.phase === 'ending' &&
  call.timers[input.timerId]?.purpose === 'call-limit';

const draftOf = ({ flow, language }: Given, call: LiveCall, input: CallInput): Draft => ({
  flow,
  language,
  at: input.at,
  mediaMs: input.mediaMs ?? Math.max(0, input.at - call.answeredAt),
  call,
  events: [],
  move: undefined,
});
