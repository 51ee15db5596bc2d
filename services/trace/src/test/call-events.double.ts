// One event of each type of a call's own stream, for specs that go over all of them.
import { type CallEvent } from '@trunkline/domain/call/events';
import { type OneOfEach } from './recorded.double';

const u1 = { v: 1, utteranceId: 'u1' } as const;
const p1 = { v: 1, promptId: 'p1' } as const;
const yes = { v: 1, confirmationId: 'k1' } as const;
const h1 = { v: 1, handoffId: 'h1' } as const;
const args = { order: '47' };

export const callEvents: OneOfEach<CallEvent> = {
  CallStarted: {
    ...{ type: 'CallStarted', v: 1, callId: 'c1', tenantId: 'acme', flow: 'orders', flowHash: 'f' },
    ...{ from: '100', to: '200', trunk: 't1', gateway: 'g1', answeredAt: 0, spentTodayMicros: 0 },
  },
  LineReattached: { type: 'LineReattached', v: 1, gateway: 'g1', stage: 'greet', bed: false, muted: false },
  CallEnding: { type: 'CallEnding', v: 1, reason: 'goodbye' },
  CallEnded: { type: 'CallEnded', v: 1, reason: 'goodbye', outcome: 'contained' },
  StageEntered: { type: 'StageEntered', v: 1, stage: 'greet', because: 'start' },
  UtteranceStarted: { type: 'UtteranceStarted', ...u1, startMs: 1 },
  UtteranceFinal: { type: 'UtteranceFinal', ...u1, text: 'hello', confidence: 1, startMs: 1, endMs: 2 },
  TurnEnded: {
    ...{ type: 'TurnEnded', v: 1, turn: 1, utteranceIds: ['u1'], text: 'hello' },
    ...{ evidence: 'complete', silenceMs: 350 },
  },
  Understood: { type: 'Understood', v: 1, turn: 1, meaning: { kind: 'yes' } },
  SilenceNoticed: { type: 'SilenceNoticed', v: 1, count: 1 },
  DigitPressed: { type: 'DigitPressed', v: 1, digit: '1' },
  BargeInJudged: { type: 'BargeInJudged', ...u1, promptId: 'p1', verdict: 'cut', because: 'words' },
  FactRecorded: {
    ...{ type: 'FactRecorded', v: 1, key: 'order', value: '47' },
    ...{ source: 'caller', ref: 'u1', confirmed: false },
  },
  PromptQueued: {
    ...{ type: 'PromptQueued', ...p1, kind: 'answer', phrase: 'told', sentences: ['Done.'] },
    ...{ cacheable: true, bargeIn: true, claims: [] },
  },
  PromptStarted: { type: 'PromptStarted', ...p1 },
  PromptFinished: { type: 'PromptFinished', ...p1, playedMs: 1, durationMs: 1, endedMs: 2 },
  PromptCut: { type: 'PromptCut', ...p1, playedMs: 1, heard: '' },
  PromptFailed: { type: 'PromptFailed', ...p1, playedMs: 1, heard: '', because: 'tts' },
  PromptWithdrawn: { type: 'PromptWithdrawn', ...p1, because: 'said-again' },
  ReadBack: {
    ...{ type: 'ReadBack', ...yes, tool: 'cancel', args, argsDigest: 'd', promptId: 'p1', textDigest: 't' },
  },
  Confirmed: {
    ...{ type: 'Confirmed', ...yes, argsDigest: 'd', utteranceId: 'u1', method: 'speech', heardAt: 1 },
  },
  ConfirmationRefused: { type: 'ConfirmationRefused', ...yes, because: 'expired' },
  ConfirmationVoided: { type: 'ConfirmationVoided', ...yes, because: 'expired' },
  ActionAuthorized: {
    ...{ type: 'ActionAuthorized', v: 1, actionId: 'a1', tool: 'cancel', toolHash: 'h', stage: 'cancel' },
    ...{ effect: 'irreversible', args, argsDigest: 'd', confirmationId: 'k1', deadlineAt: 9 },
  },
  ActionSettled: {
    ...{ type: 'ActionSettled', v: 1, actionId: 'a1', outcome: 'succeeded', proof: 'response' },
    ...{ idempotencyKey: 'k' },
  },
  BudgetCharged: { type: 'BudgetCharged', v: 1, kind: 'tool', micros: 1, totalMicros: 1 },
  LimitReached: { type: 'LimitReached', v: 1, limit: 'turns' },
  SpeechDegraded: { type: 'SpeechDegraded', v: 1, part: 'stt', kind: 'late', count: 1 },
  HandoffRequested: {
    ...{ type: 'HandoffRequested', ...h1, reason: 'caller.requested', queue: 'orders', trigger: 'caller' },
  },
  FenceRaised: { type: 'FenceRaised', v: 1, fenceEpoch: 1 },
  SideEffectsFenced: { type: 'SideEffectsFenced', ...h1, settled: [], inDoubt: [], notStarted: [] },
  HandoffProgressed: { type: 'HandoffProgressed', ...h1, state: 'queued', fromHuman: true },
  LineHeld: { type: 'LineHeld', v: 1 },
  LineResumed: { type: 'LineResumed', v: 1 },
  DrainNoticed: { type: 'DrainNoticed', v: 1, byAt: 60_000 },
  TimerSet: { type: 'TimerSet', v: 1, timerId: 't1', dueAt: 9, purpose: 'silence' },
  TimerCleared: { type: 'TimerCleared', v: 1, timerId: 't1' },
};
