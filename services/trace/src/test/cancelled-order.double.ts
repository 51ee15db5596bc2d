// A call for specs: the caller cuts in, cancels an order with a yes that counts, and is handed to a human agent.
import { type ActionEvent } from '@trunkline/domain/action/events';
import { type CallEvent, type PromptKind } from '@trunkline/domain/call/events';
import { type HandoffEvent } from '@trunkline/domain/handoff/events';
import { type LineEvent } from '@trunkline/domain/line/events';
import { type CallRecord } from '../domain/call-record';
import { ANSWERED_AT, at, recorded, type Happened } from './recorded.double';

const caller = { from: 'sip:+15550100142@example.test', to: 'orders', trunk: 't1', flow: 'orders' };

const queued = (promptId: string, kind: PromptKind, text: string): CallEvent => ({
  type: 'PromptQueued',
  v: 1,
  promptId,
  kind,
  phrase: promptId,
  sentences: [text],
  cacheable: true,
  bargeIn: true,
  claims: [],
});

const finished = (promptId: string, durationMs: number, endedMs: number): Happened<CallEvent> =>
  at(endedMs + 5, { type: 'PromptFinished', v: 1, promptId, playedMs: durationMs, durationMs, endedMs });

const utterance = (
  utteranceId: string,
  startMs: number,
  over: { endMs: number; text: string },
): CallEvent => ({
  type: 'UtteranceFinal',
  v: 1,
  utteranceId,
  text: over.text,
  confidence: 0.9,
  startMs,
  endMs: over.endMs,
});

const turnEnded = (turn: number, utteranceId: string, text: string): CallEvent => ({
  type: 'TurnEnded',
  v: 1,
  turn,
  utteranceIds: [utteranceId],
  text,
  evidence: 'complete',
  silenceMs: 350,
});

const opening: readonly Happened<CallEvent>[] = [
  at(0, {
    type: 'CallStarted',
    v: 1,
    callId: 'c1',
    tenantId: 'acme',
    ...caller,
    flowHash: 'f1',
    gateway: 'g1',
    answeredAt: ANSWERED_AT,
    spentTodayMicros: 0,
  }),
  at(0, { type: 'StageEntered', v: 1, stage: 'greet', because: 'start' }),
  at(0, queued('p1', 'greeting', 'Order desk, I am a voice assistant.')),
  at(100, { type: 'PromptStarted', v: 1, promptId: 'p1' }),
  at(1_000, { type: 'UtteranceStarted', v: 1, utteranceId: 'u1', startMs: 1_000, pausedPromptId: 'p1' }),
  at(1_300, {
    type: 'BargeInJudged',
    v: 1,
    utteranceId: 'u1',
    promptId: 'p1',
    verdict: 'cut',
    because: 'words',
  }),
  at(1_350, { type: 'PromptCut', v: 1, promptId: 'p1', playedMs: 900, heard: 'Order desk,' }),
  at(2_400, utterance('u1', 1_000, { endMs: 2_000, text: 'cancel order four seven' })),
  at(2_410, turnEnded(1, 'u1', 'cancel order four seven')),
  at(2_410, { type: 'Understood', v: 1, turn: 1, meaning: { kind: 'intent', intent: 'cancel_order' } }),
  at(2_410, queued('p2', 'read-back', 'Shall I cancel order four seven?')),
  at(2_600, { type: 'PromptStarted', v: 1, promptId: 'p2' }),
  at(2_600, {
    type: 'ReadBack',
    v: 1,
    confirmationId: 'k1',
    tool: 'cancel_order',
    args: { order: '47' },
    argsDigest: 'd',
    promptId: 'p2',
    textDigest: 't',
  }),
  finished('p2', 1_400, 4_000),
];

const acting: readonly Happened<CallEvent>[] = [
  at(6_000, utterance('u2', 5_500, { endMs: 5_900, text: 'yes' })),
  at(6_250, turnEnded(2, 'u2', 'yes')),
  at(6_250, { type: 'Understood', v: 1, turn: 2, meaning: { kind: 'yes' } }),
  at(6_250, {
    type: 'Confirmed',
    v: 1,
    confirmationId: 'k1',
    argsDigest: 'd',
    utteranceId: 'u2',
    method: 'speech',
    heardAt: ANSWERED_AT + 5_900,
  }),
  at(6_250, {
    type: 'ActionAuthorized',
    v: 1,
    actionId: 'c1-a1',
    tool: 'cancel_order',
    toolHash: 'h',
    effect: 'irreversible',
    args: { order: '47' },
    argsDigest: 'd',
    confirmationId: 'k1',
    deadlineAt: ANSWERED_AT + 12_000,
    stage: 'act',
  }),
  at(6_700, queued('p3', 'filler', 'One moment.')),
  at(6_800, { type: 'PromptStarted', v: 1, promptId: 'p3' }),
  finished('p3', 600, 7_400),
  at(8_600, {
    type: 'ActionSettled',
    v: 1,
    actionId: 'c1-a1',
    outcome: 'succeeded',
    receipt: 'R77',
    proof: 'response',
    idempotencyKey: 'key',
  }),
  at(8_600, queued('p4', 'answer', 'It is cancelled.')),
  at(8_700, { type: 'PromptStarted', v: 1, promptId: 'p4' }),
  finished('p4', 1_000, 9_700),
  at(9_700, { type: 'BudgetCharged', v: 1, kind: 'telephony', micros: 1_500, totalMicros: 1_500 }),
  at(9_700, { type: 'BudgetCharged', v: 1, kind: 'tool', micros: 1_000, totalMicros: 2_500 }),
];

const handing: readonly Happened<CallEvent>[] = [
  at(10_000, {
    type: 'HandoffRequested',
    v: 1,
    handoffId: 'h1',
    reason: 'caller.requested',
    queue: 'orders',
    trigger: 'caller',
  }),
  at(13_000, { type: 'HandoffProgressed', v: 1, handoffId: 'h1', state: 'bridged' }),
  at(20_000, { type: 'CallEnded', v: 1, reason: 'caller-hung-up', outcome: 'handed_off' }),
];

const line: readonly Happened<LineEvent>[] = [
  at(-20, {
    type: 'LineOffered',
    v: 1,
    callId: 'c1',
    tenantId: 'acme',
    sipCallId: 's',
    fromTag: 'ft',
    ...caller,
    gateway: 'g1',
  }),
  at(0, { type: 'LineAnswered', v: 1, answeredAt: ANSWERED_AT, codec: 'PCMU' }),
  at(20_000, { type: 'LineEnded', v: 1, reason: 'caller-hung-up', durationMs: 20_000 }),
];

const action: readonly Happened<ActionEvent>[] = [
  at(6_260, {
    type: 'ActionReserved',
    v: 1,
    actionId: 'c1-a1',
    tenantId: 'acme',
    callId: 'c1',
    tool: 'cancel_order',
    toolHash: 'h',
    effect: 'irreversible',
    args: { order: '47' },
    argsDigest: 'd',
    keyHash: 'k',
    epoch: 0,
    because: 'i1',
    at: ANSWERED_AT + 6_260,
    deadlineAt: ANSWERED_AT + 12_000,
    terms: {
      attemptsMax: 2,
      attemptMsMax: 2_000,
      inFlightMsMax: 2_000,
      lookupAtMs: [],
      hasLookup: false,
      isKeyed: true,
    },
  }),
  at(6_300, {
    type: 'AttemptStarted',
    v: 1,
    n: 1,
    epoch: 0,
    keyHash: 'k',
    at: ANSWERED_AT + 6_300,
    sendBy: ANSWERED_AT + 7_000,
    timeoutMs: 2_000,
  }),
  at(8_550, { type: 'AttemptResult', v: 1, n: 1, class: 'ok', at: ANSWERED_AT + 8_550 }),
  at(8_560, {
    type: 'ActionSettled',
    v: 1,
    outcome: 'succeeded',
    proof: 'response',
    receipt: 'R77',
    result: {},
    at: ANSWERED_AT + 8_560,
  }),
];

const handoff: readonly Happened<HandoffEvent>[] = [
  at(10_100, {
    type: 'HandoffQueued',
    v: 1,
    queue: 'orders',
    priority: 1,
    because: 'frozen',
    queuedAt: ANSWERED_AT + 10_100,
    waitUntil: ANSWERED_AT + 70_000,
  }),
  at(13_000, {
    type: 'CallBridged',
    v: 1,
    bridgeId: 'b1',
    agentId: 'ana',
    bridgedAt: ANSWERED_AT + 13_000,
    talkUntil: ANSWERED_AT + 90_000,
  }),
];

export const cancelledOrder: CallRecord = {
  callId: 'c1',
  call: recorded('call/c1', [...opening, ...acting, ...handing]),
  line: recorded('line/c1', line),
  actions: [recorded('action/c1-a1', action)],
  handoffs: [recorded('handoff/h1', handoff)],
  audit: [],
};
