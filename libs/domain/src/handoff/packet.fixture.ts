// A packet of an ordinary caller, for specs of what is done with packets.
import { type HandoffPacket } from './packet-model';

const AT = '2026-01-05T09:00:00.000Z';

export const plainPacket: HandoffPacket = {
  schema: 'handoff.packet/1.0',
  packetId: 'packet-0001',
  handoffId: 'handoff-0001',
  callId: 'call-0001',
  tenantId: 'shop',
  rev: 1,
  epoch: 1,
  asOfSeq: 1,
  frozenAt: AT,
  expiresAt: AT,
  locale: 'en-US',
  headline: { who: 'who', want: 'want', why: 'why', done: 'done', next: 'next' },
  reason: {
    code: 'caller.requested_human',
    severity: 'p2',
    trigger: 'caller',
    text: 'asked',
    evidenceSeq: [],
  },
  caller: {
    partyRef: 'caller-1',
    numberMasked: '*** *** 0123',
    language: 'en-US',
    attestation: 'not_checked',
    identity: { level: 'claimed' },
  },
  facts: [],
  actions: [],
  promises: [],
  openQuestions: [],
  suggestedNext: { text: 'Emergency services first', basis: 'rule', playbookId: 'safety.emergency' },
  compliance: {
    aiDisclosed: { played: true },
    recording: { state: 'off', consent: 'unknown' },
    paymentInProgress: false,
    callbackConsent: 'not_asked',
  },
  transcript: { uri: 'urn:t', turns: 0, lastTurns: [], redaction: { policy: 'none', entities: 0 } },
  routing: { queue: 'orders', skills: [], priority: 3, language: 'en-US' },
  summary: { status: 'skipped' },
  call: { startedAt: AT, aiSeconds: 60, turns: 0 },
  provenance: { agentVersion: 'orders@1', policyVersion: 'handoff-1' },
};
