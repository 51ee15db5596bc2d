// Why a caller is handed to a human: the closed list, and what each reason means for queue, caller and human agent.
import { type ReasonCode } from '@trunkline/flow';

/** p0: now, before everybody else; p1: top of the queue; p2: in turn; p3: planned. */
export type Severity = 'p0' | 'p1' | 'p2' | 'p3';

export interface Reason {
  readonly severity: Severity;
  /** What the chip and the headline say. */
  readonly label: string;
  /** Phrase that the caller hears while a human is sought. */
  readonly phrase: 'handoff.at-once' | 'handoff.sorry' | 'handoff.colleague' | 'handoff.planned';
  /** What the human agent does first. */
  readonly playbook: string;
  /** May the voice agent take the caller back when no human can be had? Never for safety. */
  readonly mayReturn: boolean;
}

type Row = readonly [Severity, string, string];

const family = (
  name: string,
  mayReturn: boolean,
  rows: Readonly<Record<string, Row>>,
): Readonly<Record<string, Reason>> =>
  Object.fromEntries(
    Object.entries(rows).map(([code, [severity, label, playbook]]) => [
      `${name}.${code}`,
      { severity, label, playbook, mayReturn, phrase: PHRASE[severity] },
    ]),
  );

const PHRASE: Readonly<Record<Severity, Reason['phrase']>> = {
  p0: 'handoff.at-once',
  p1: 'handoff.sorry',
  p2: 'handoff.colleague',
  p3: 'handoff.planned',
};

export const REASONS: Readonly<Record<string, Reason>> = {
  ...family('caller', true, {
    requested_human: [
      'p2',
      'Asked for a human',
      'Take over where the facts end; do not ask again what is listed.',
    ],
    refused_ai: [
      'p2',
      'Will not speak to voice agents',
      'Say your name first; do not mention the voice agent again.',
    ],
    frustrated: ['p1', 'Frustrated', 'Say in one sentence what you know already; then say what you do next.'],
    repeated_request: [
      'p1',
      'Asked twice for a human',
      'Apologise once for the wait, then act on the headline.',
    ],
    language_unsupported: [
      'p2',
      'Other language needed',
      'Find the language; bring in an interpreter if needed.',
    ],
    accessibility_need: ['p1', 'Accessibility need', 'Ask what helps: slower, louder, relay, in writing.'],
    vulnerable_person: [
      'p1',
      'Vulnerable caller',
      'Follow the vulnerable customer procedure; no sales, no deadlines.',
    ],
    complaint_or_legal: [
      'p1',
      'Complaint or legal',
      'Record the complaint in the caller\u2019s words; promise nothing legal.',
    ],
  }),
  ...family('safety', false, {
    emergency: ['p0', 'Emergency', 'Is somebody in danger? Emergency services first, everything else later.'],
    self_harm: ['p0', 'Self-harm', 'Stay on the line, follow the crisis procedure, call the supervisor.'],
    threat: ['p0', 'Threat', 'Stay calm, note the words, call the supervisor.'],
    abuse: ['p1', 'Abuse', 'Warn once; after that you may end the call.'],
    fraud_suspected: [
      'p1',
      'Suspected fraud',
      'Change nothing and read out nothing before your own identity check.',
    ],
    minor_on_line: ['p1', 'Child on the line', 'Ask for the account holder; take no orders from a child.'],
  }),
  ...family('identity', true, {
    verification_failed: [
      'p2',
      'Identity check failed',
      'Verify by another method before you read out data.',
    ],
    cannot_verify: ['p2', 'Cannot be verified', 'Use the alternative identity check.'],
    mismatch: ['p1', 'Details do not match', 'Treat everything the caller says as a claim until verified.'],
    spoof_suspected: ['p1', 'Number may be spoofed', 'Call back the number on file before any change.'],
  }),
  ...family('policy', true, {
    human_required: [
      'p3',
      'A human must decide',
      'Decide the case; tell the caller the decision and the reason.',
    ],
    amount_limit: ['p2', 'Above the amount limit', 'Check your own limit; a supervisor may have to approve.'],
    exception_requested: ['p2', 'Asks for an exception', 'Check the exception rules; say yes, no or when.'],
    payment_capture: [
      'p3',
      'Payment to take',
      'Take the payment by the secure capture only, never by voice.',
    ],
    action_forbidden_in_stage: [
      'p2',
      'Not possible at this point',
      'Check why; finish the step yourself if the caller may.',
    ],
  }),
  ...family('model', true, {
    asr_low_confidence: ['p2', 'Hard to understand', 'Poor recognition: confirm names and numbers once.'],
    no_progress: ['p2', 'Got no further', 'Ask in your own words what the caller needs.'],
    guardrail_blocked: [
      'p2',
      'Blocked by a guardrail',
      'The voice agent was stopped by a rule; judge for yourself.',
    ],
    unavailable: ['p1', 'Voice agent unavailable', 'A technical failure on our side; say so and help.'],
    contradiction: ['p2', 'Contradictory details', 'Clear up the struck facts first.'],
  }),
  ...family('tool', true, {
    repeated_error: [
      'p2',
      'A system failed twice',
      'Check by hand what the system shows before you try again.',
    ],
    budget_violation: ['p2', 'A system was too slow', 'Check by hand; the system may have answered later.'],
    breaker_open: ['p2', 'A system is down', 'Tell the caller the system is down; agree on a callback.'],
    in_doubt: ['p1', 'An action is in doubt', 'Look it up by its key; do not do it again before you know.'],
    invariant_failed: [
      'p1',
      'Safety check failed',
      'Change nothing until you understand what failed; tell the supervisor.',
    ],
  }),
  ...family('media', true, {
    poor_quality: ['p2', 'Poor line', 'Offer a callback on another number.'],
    one_way_audio: ['p1', 'One-way audio', 'If you hear nothing for ten seconds, call back.'],
  }),
  ...family('limit', true, {
    duration: [
      'p2',
      'Too long for the voice agent',
      'The caller has been on the line for long; go straight to the point.',
    ],
    turns: ['p2', 'Too many turns', 'Ask in your own words what is still open.'],
    spend: ['p2', 'Spending limit reached', 'Go on by yourself; the limit is ours, not the caller\u2019s.'],
  }),
  ...family('ops', true, {
    drain: ['p2', 'Maintenance on our side', 'Go on by yourself; nothing is wrong with the case.'],
    degraded_mode: ['p2', 'Reduced service', 'Only part of the systems works; check before you promise.'],
    supervisor_takeover: [
      'p1',
      'Taken over by a supervisor',
      'The supervisor has asked for this call; see their note.',
    ],
  }),
  ...family('ops', false, {
    kill_switch: [
      'p1',
      'Voice agent switched off',
      'All calls come to humans; check every action before you rely on it.',
    ],
  }),
  ...family('plan', true, {
    stage_exit: ['p3', 'Planned hand-over', 'The case is prepared; complete the last step.'],
    vip_route: ['p2', 'Priority customer', 'Greet by name; you own the case until it is closed.'],
  }),
};

export const isKnownReason = (code: string): code is ReasonCode => Object.hasOwn(REASONS, code);

/** What a code means; a code outside the list is treated as a request for a human, in turn. */
export const reasonOf = (code: ReasonCode): Reason => REASONS[code] ?? UNLISTED;

const UNLISTED: Reason = {
  severity: 'p2',
  label: 'Handed over',
  phrase: 'handoff.colleague',
  playbook: 'Take over where the facts end; do not ask again what is listed.',
  mayReturn: false,
};

/** Place in the queue, 0 first. */
export const priorityOf = (code: ReasonCode): number => PRIORITY[reasonOf(code).severity];

const PRIORITY: Readonly<Record<Severity, number>> = { p0: 0, p1: 1, p2: 3, p3: 5 };
