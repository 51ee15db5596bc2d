// One event of each type of the streams that belong to a call beside its own.
import { type ActionEvent } from '@trunkline/domain/action/events';
import { type AuditEvent } from '@trunkline/domain/audit/audit';
import { type HandoffEvent } from '@trunkline/domain/handoff/events';
import { type LineEvent } from '@trunkline/domain/line/events';
import { type OneOfEach } from './recorded.double';

const b1 = { v: 1, bridgeId: 'b1' } as const;
const n1 = { v: 1, n: 1 } as const;
const o1 = { v: 1, offerId: 'o1', agentId: 'ana' } as const;
const packet = { v: 1, packetId: 'k1', digest: 'd', asOfVersion: 1 } as const;

export const lineEvents: OneOfEach<LineEvent> = {
  LineOffered: {
    ...{ type: 'LineOffered', v: 1, callId: 'c1', tenantId: 'acme', sipCallId: 's', fromTag: 'f' },
    ...{ from: '100', to: '200', trunk: 't1', flow: 'orders', gateway: 'g1' },
  },
  LineRejected: { type: 'LineRejected', v: 1, status: 503, reason: 'lines-max' },
  LineAnswered: { type: 'LineAnswered', v: 1, answeredAt: 0, codec: 'PCMU' },
  MediaStarted: { type: 'MediaStarted', v: 1, ssrc: 1 },
  MediaLost: { type: 'MediaLost', v: 1, silentMs: 5_000 },
  LineHeld: { type: 'LineHeld', v: 1 },
  LineResumed: { type: 'LineResumed', v: 1 },
  BridgeRequested: { type: 'BridgeRequested', ...b1, targetUri: 'sip:ana@127.0.0.1' },
  BridgeProgressed: { type: 'BridgeProgressed', ...b1, state: 'ringing' },
  LineEnding: { type: 'LineEnding', v: 1, reason: 'goodbye' },
  LineEnded: { type: 'LineEnded', v: 1, reason: 'goodbye', durationMs: 9 },
  LineReleased: { type: 'LineReleased', v: 1 },
  TimerSet: { type: 'TimerSet', v: 1, timerId: 't1', dueAt: 9, purpose: 'duration' },
  TimerCleared: { type: 'TimerCleared', v: 1, timerId: 't1' },
};

export const actionEvents: OneOfEach<ActionEvent> = {
  ActionReserved: {
    ...{ type: 'ActionReserved', v: 1, actionId: 'a1', tenantId: 'acme', callId: 'c1', tool: 'cancel' },
    ...{ toolHash: 'h', effect: 'irreversible', args: {}, argsDigest: 'd', keyHash: 'k', epoch: 0 },
    ...{ because: 'i1', at: 1, deadlineAt: 9 },
    terms: {
      ...{ attemptsMax: 1, attemptMsMax: 1, inFlightMsMax: 1, lookupAtMs: [] },
      ...{ hasLookup: false, isKeyed: true },
    },
  },
  AttemptStarted: {
    ...{ type: 'AttemptStarted', ...n1, epoch: 0, keyHash: 'k', at: 1, sendBy: 2, timeoutMs: 1 },
  },
  AttemptResult: { type: 'AttemptResult', ...n1, class: 'ambiguous', at: 2 },
  LookupStarted: { type: 'LookupStarted', ...n1, at: 3 },
  LookupResult: { type: 'LookupResult', ...n1, state: 'error' },
  ActionSettled: { type: 'ActionSettled', v: 1, outcome: 'unknown', proof: 'none', result: {}, at: 4 },
  ActionFenced: { type: 'ActionFenced', v: 1, epoch: 1 },
  ActionReconciled: {
    ...{ type: 'ActionReconciled', v: 1, outcome: 'succeeded', proof: 'lookup', result: {}, at: 5 },
  },
  CaseOpened: { type: 'CaseOpened', v: 1, because: 'exhausted' },
  ReconciliationEnded: { type: 'ReconciliationEnded', v: 1 },
  TimerSet: { type: 'TimerSet', v: 1, timerId: 'lookup', dueAt: 9 },
  TimerCleared: { type: 'TimerCleared', v: 1, timerId: 'lookup' },
};

export const handoffEvents: OneOfEach<HandoffEvent> = {
  HandoffOpened: {
    ...{ type: 'HandoffOpened', v: 1, handoffId: 'h1', callId: 'c1', tenantId: 'acme' },
    ...{ reason: 'caller.requested', queue: 'orders', fenceEpoch: 1, asOfVersion: 1, traceparent: '' },
    ...{ openedAt: 1, freezeUntil: 2 },
    terms: {
      ...{ freezeMsMax: 1, waitMsMax: 1, offerMsMax: 1, bridgeMsMax: 1, talkMsMax: 1, wrapUpMsMax: 1 },
      ...{ offersMax: 1, bridgesMax: 1 },
    },
  },
  PacketFrozen: { type: 'PacketFrozen', ...packet, revision: 1 },
  PacketRevised: { type: 'PacketRevised', ...packet, revision: 2, previousDigest: 'd' },
  HandoffQueued: {
    ...{ type: 'HandoffQueued', v: 1, queue: 'orders', priority: 1, because: 'frozen' },
    ...{ queuedAt: 1, waitUntil: 9 },
  },
  NoAgentFree: { type: 'NoAgentFree', v: 1, cause: 'all_busy' },
  ExclusionsLifted: { type: 'ExclusionsLifted', v: 1 },
  OfferMade: {
    ...{ type: 'OfferMade', ...o1, agentName: 'Ana', sipUri: 'sip:ana', offeredAt: 1, expiresAt: 9 },
  },
  OfferDeclined: { type: 'OfferDeclined', ...o1, because: 'other' },
  OfferExpired: { type: 'OfferExpired', ...o1 },
  OfferWithdrawn: { type: 'OfferWithdrawn', ...o1 },
  OfferAccepted: {
    ...{ type: 'OfferAccepted', ...o1, bridgeId: 'b1', sipUri: 'sip:ana', acceptedAt: 2, bridgeUntil: 9 },
  },
  BridgeProgressed: { type: 'BridgeProgressed', ...b1, state: 'ringing' },
  CallBridged: { type: 'CallBridged', ...b1, agentId: 'ana', bridgedAt: 3, talkUntil: 9 },
  BridgeFailed: { type: 'BridgeFailed', ...o1, bridgeId: 'b1', cause: 'busy' },
  HumanLegEnded: {
    ...{ type: 'HumanLegEnded', ...o1, bridgeId: 'b1', cause: 'hung-up', endedAt: 4, wrapUpUntil: 9 },
  },
  WrapUpExtended: { type: 'WrapUpExtended', v: 1, wrapUpUntil: 12 },
  HandoffCompleted: {
    ...{ type: 'HandoffCompleted', ...o1, by: 'timer', disposition: 'resolved', rating: 'clear' },
    callerRepeated: false,
  },
  HandoffAbandoned: { type: 'HandoffAbandoned', v: 1, during: 'queued', because: 'caller' },
  HandoffFailed: { type: 'HandoffFailed', v: 1, step: 'bridge', cause: 'busy' },
  NoAgentAvailable: { type: 'NoAgentAvailable', v: 1, cause: 'max_wait' },
};

export const auditEvents: OneOfEach<AuditEvent> = {
  RequestRefused: { type: 'RequestRefused', v: 1, code: 'KEY_REUSED', actionId: 'a1', tool: 'cancel' },
};
