// The call as a fold of its events: one line per event, the parts folded in the files beside this one.
import { type CallEvent, type CallStarted } from './events';
import { confirmationOver, confirmed, readBack } from './evolve-confirmation';
import { evolveFrame, isFrameEvent, type FrameEvent } from './evolve-frame';
import { actionAuthorized, actionSettled, factRecorded } from './evolve-record';
import { stageEntered, understood } from './evolve-stage';
import { bargeInJudged, digitPressed, turnEnded, utteranceFinal, utteranceStarted } from './evolve-turn';
import { promptEnded, promptFinished, promptQueued, promptStatus, promptWithdrawn } from './evolve-voice';
import { type Call, type LiveCall } from './state';

export const evolve = (call: Call, event: CallEvent): Call => {
  switch (call.status) {
    case 'unknown':
      return event.type === 'CallStarted' ? begun(event) : call;
    case 'live':
      return event.type === 'CallEnded'
        ? { status: 'ended', actions: call.actions }
        : evolveLive(call, event);
    case 'ended':
      return event.type === 'ActionSettled' ? { ...call, actions: actionSettled(call.actions, event) } : call;
  }
};

export const evolveLive = (call: LiveCall, event: CallEvent): LiveCall =>
  isFrameEvent(event) ? evolveFrame(call, event) : evolveConversation(call, event);

const evolveConversation = (call: LiveCall, event: Exclude<CallEvent, FrameEvent>): LiveCall => {
  switch (event.type) {
    case 'StageEntered':
      return stageEntered(call, event);
    case 'UtteranceStarted':
      return utteranceStarted(call, event);
    case 'UtteranceFinal':
      return utteranceFinal(call, event);
    case 'TurnEnded':
      return turnEnded(call, event);
    case 'Understood':
      return understood(call, event);
    case 'SilenceNoticed':
      return { ...call, stage: { ...call.stage, silences: event.count } };
    case 'DigitPressed':
      return digitPressed(call, event);
    case 'BargeInJudged':
      return bargeInJudged(call, event);
    case 'FactRecorded':
      return factRecorded(call, event);
    case 'PromptQueued':
      return promptQueued(call, event);
    case 'PromptStarted':
      return promptStatus(call, event.promptId, 'playing');
    case 'PromptWithdrawn':
      return promptWithdrawn(call, event.promptId);
    case 'PromptFinished':
      return promptFinished(call, event);
    case 'PromptCut':
    case 'PromptFailed':
      return promptEnded(call, event);
    case 'ReadBack':
      return readBack(call, event);
    case 'Confirmed':
      return confirmed(call, event);
    case 'ConfirmationVoided':
      return confirmationOver(call);
    case 'ActionAuthorized':
      return actionAuthorized(call, event);
    case 'ActionSettled':
      return { ...call, actions: actionSettled(call.actions, event) };
  }
};

export const begun = (event: CallStarted): LiveCall => ({
  status: 'live',
  callId: event.callId,
  answeredAt: event.answeredAt,
  phase: 'talking',
  held: false,
  stage: { name: '', turns: 0, noMatches: 0, silences: 0, readBacks: 0 },
  turn: { ended: 0, open: [], closed: [], bargeIn: undefined, keyed: '', digits: 0 },
  voice: {
    queued: 0,
    prompts: [],
    uses: {},
    characters: 0,
    fillersInARow: 0,
    lastFiller: '',
    waitingSaid: false,
    disclosure: 'owed',
    unheard: undefined,
    failuresInARow: 0,
  },
  facts: {},
  confirmation: { status: 'none' },
  confirmations: 0,
  actions: {},
  budget: { spentTodayMicros: event.spentTodayMicros, charged: {}, totalMicros: 0, limitReached: false },
  handoff: { status: 'none' },
  timers: {},
  timersSet: 0,
  faults: 0,
  drainedBy: undefined,
  ending: undefined,
  served: false,
});
