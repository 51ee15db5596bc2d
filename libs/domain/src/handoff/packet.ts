// The packet as a pure projection of the call's record: the same events give the same bytes.
import { type Recorded } from '@trunkline/event-sourcing';
import { type CallEvent } from '../call/events';
import { actionsOf } from './packet-actions';
import { callerOf } from './packet-caller';
import { factsOf } from './packet-facts';
import { headlineOf, nextOf } from './packet-headline';
import { type HandoffPacket, type PacketAction, type PacketFact } from './packet-model';
import { withinBytes } from './packet-size';
import { eventsOf, type PacketSources } from './packet-sources';
import { disclosureOf, linesOf, LINES_MAX, promisesOf } from './packet-transcript';
import { priorityOf, reasonOf } from './reason-codes';
import { clip, timestamp } from './wording';

const POLICY_VERSION = 'handoff-1';
/** A packet is of no use to a desk after this. */
const EXPIRY_MS = 24 * 3_600_000;
const QUESTIONS_MAX = 3;
const EVIDENCE_MAX = 5;

/** Undefined for a record that does not begin with CallStarted: there is no call to speak of. */
export const packetOf = (given: PacketSources): HandoffPacket | undefined => {
  const callEvents = given.callEvents.filter(({ version }) => version <= given.handoff.asOfVersion);
  const sources = { ...given, callEvents };
  const started = eventsOf(callEvents, 'CallStarted')[0];
  if (!started) return undefined;
  const facts = factsOf(sources);
  const actions = actionsOf(sources, facts);
  const caller = callerOf(sources, started, facts);
  const frozenAt = frozenAtOf(callEvents) ?? started.at;
  const { handoffId, packetId, revision, fenceEpoch, reason } = sources.handoff;
  return withinBytes({
    schema: 'handoff.packet/1.0',
    packetId,
    handoffId,
    callId: started.event.callId,
    tenantId: started.event.tenantId,
    rev: revision,
    epoch: Math.max(1, fenceEpoch),
    asOfSeq: Math.max(0, ...callEvents.map(({ version }) => version)),
    frozenAt: timestamp(frozenAt),
    expiresAt: timestamp(frozenAt + EXPIRY_MS),
    locale: localeOf(sources),
    headline: headlineOf(sources, { caller, facts, actions }),
    reason: reasonBlock(sources, actions),
    caller,
    facts,
    actions,
    openQuestions: questionsOf(facts, actions),
    suggestedNext: {
      text: clip(nextOf(sources, actions), 140),
      basis: 'rule',
      playbookId: clip(hasDoubt(actions) ? 'tool.in_doubt' : reason, 64),
    },
    ...conversation(sources, actions),
    routing: {
      queue: clip(sources.queue.name, 64),
      skills: sources.queue.skills.slice(0, 8).map((skill) => clip(skill, 40)),
      priority: priorityOf(reason),
      language: localeOf(sources),
    },
    summary: { status: 'skipped' },
    call: {
      startedAt: timestamp(started.event.answeredAt),
      aiSeconds: Math.max(0, Math.round((frozenAt - started.event.answeredAt) / 1_000)),
      turns: eventsOf(callEvents, 'TurnEnded').length,
    },
    provenance: {
      agentVersion: clip(`${started.event.flow}@${started.event.flowHash.slice(0, 12)}`, 60),
      policyVersion: POLICY_VERSION,
      ...(sources.handoff.traceparent === '' ? {} : { traceparent: sources.handoff.traceparent }),
    },
  });
};

const localeOf = ({ flow }: PacketSources): string => clip(flow?.locale ?? 'en', 12);

const hasDoubt = (actions: readonly PacketAction[]): boolean =>
  actions.some(({ status }) => status === 'in_doubt');

/** The fence's own time, so that every revision carries the same. */
const frozenAtOf = (events: readonly Recorded<CallEvent>[]): number | undefined =>
  (eventsOf(events, 'SideEffectsFenced')[0] ?? eventsOf(events, 'HandoffRequested')[0] ?? events.at(-1))?.at;

/** What was said, and what it obliges to. */
const conversation = (sources: PacketSources, actions: readonly PacketAction[]) => {
  const lines = linesOf(sources.callEvents);
  let entities = 0;
  const lastTurns = lines.slice(-LINES_MAX).map(({ seq, by, text, cut }) => {
    const redacted = sources.redact.text(text);
    entities += redacted.entities;
    return { seq, by, text: clip(redacted.text, 160), ...(cut ? { cut } : {}) };
  });
  return {
    promises: promisesOf(sources, lines, actions),
    compliance: {
      aiDisclosed: disclosureOf(sources),
      recording: { state: 'off', consent: 'unknown' },
      paymentInProgress: false,
      callbackConsent: 'not_asked',
    },
    transcript: {
      uri: sources.transcriptUri,
      turns: lines.length,
      lastTurns,
      redaction: { policy: clip(sources.redact.policy, 40), entities },
    },
  } as const;
};

const reasonBlock = (sources: PacketSources, actions: readonly PacketAction[]): HandoffPacket['reason'] => {
  const { reason } = sources.handoff;
  const requested = eventsOf(sources.callEvents, 'HandoffRequested').at(-1);
  const doubt = actions.find(({ status }) => status === 'in_doubt');
  const { label, severity } = reasonOf(reason);
  return {
    code: reason,
    severity,
    trigger: requested?.event.trigger ?? 'policy',
    text: clip(doubt ? `${label}: ${doubt.label} has no certain outcome` : label, 160),
    evidenceSeq: evidence(sources.callEvents, requested?.event.actionId),
  };
};

/** Events that a human can look up: the action in question, the last turn, the request itself. */
const evidence = (
  events: readonly Recorded<CallEvent>[],
  actionId: string | undefined,
): readonly number[] => {
  const isAction = ({ event }: Recorded<CallEvent>): boolean =>
    (event.type === 'ActionAuthorized' || event.type === 'ActionSettled') && event.actionId === actionId;
  const found = [
    ...events.filter(isAction),
    ...eventsOf(events, 'TurnEnded').slice(-1),
    ...eventsOf(events, 'HandoffRequested').slice(-1),
  ];
  return [...new Set(found.map(({ version }) => version))].sort((a, b) => a - b).slice(-EVIDENCE_MAX);
};

const questionsOf = (facts: readonly PacketFact[], actions: readonly PacketAction[]): readonly string[] =>
  [
    ...actions
      .filter(({ status }) => status === 'in_doubt')
      .map(({ label, idempotencyKey }) => `Did it happen: ${label}? Key ${idempotencyKey ?? 'unknown'}`),
    ...facts
      .filter(({ status }) => status === 'contradicted')
      .map(({ label, value }) => `${label}: caller says ${value}, the system says otherwise`),
  ]
    .slice(0, QUESTIONS_MAX)
    .map((question) => clip(question, 120));
