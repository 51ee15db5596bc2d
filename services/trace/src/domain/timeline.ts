// The timeline of a call: its streams folded into one list of what was said, decided and done, in the order of time.
import { type AuditEvent } from '@trunkline/domain/audit/audit';
import { type CallEvent, type HandoffProgressed } from '@trunkline/domain/call/events';
import { type Recorded } from '@trunkline/event-sourcing';
import { actionSteps } from './action-steps';
import { allOf, answeredAtOf, type CallRecord } from './call-record';
import { decisionOf } from './decisions';
import { handoffStep, handoffStepOfCall, progressText } from './handoff-steps';
import { isLeftOut } from './left-out';
import { lineClockOf, type LineClock } from './line-clock';
import { lineStep } from './line-steps';
import { handoffStretches, silencesOf, stretchesOf } from './silences';
import { type Ref, type Timeline, type TimelineEntry, type Turn } from './timeline-entry';
import { turnsOf } from './turns';
import { voicesOf, type Voices } from './voices';

export const timelineOf = (record: CallRecord): Timeline => {
  const clock = lineClockOf(record);
  const turns = turnsOf(record.call, clock);
  const voices = voicesOf(record.call, clock);
  const entries: readonly TimelineEntry[] = [
    ...lineEntries(record, clock),
    ...callEntries(record, clock),
    ...voices.caller,
    ...withReplies(voices, turns),
    ...record.actions.flatMap((events) => actionSteps(events, clock)),
    ...record.handoffs.flatMap((events) => handoffEntries(events, clock)),
    ...record.audit.map((recorded) => refusal(recorded, clock)),
    ...silences(record, voices, clock),
  ];
  return {
    callId: record.callId,
    answeredAt: answeredAtOf(record),
    turns,
    entries: [...entries, ...unread(record, { entries, clock })].sort(byTime),
  };
};

/** Stable for what happened at the same time: the order of the list above, in each stream its own. */
const byTime = (a: TimelineEntry, b: TimelineEntry): number => a.atMs - b.atMs;

const refOf = ({ stream, version }: Recorded): Ref => ({ stream, version });

const withReplies = ({ agent }: Voices, turns: readonly Turn[]): Voices['agent'] =>
  agent.map((spoke) => {
    const reply = turns.find((turn) => turn.reply?.promptId === spoke.promptId)?.reply;
    return reply ? { ...spoke, replyMs: reply.silenceMs } : spoke;
  });

/** Everything recorded has a line, or a reason to have none. */
const unread = (
  { line, call, actions, handoffs, audit }: CallRecord,
  { entries, clock }: { readonly entries: readonly TimelineEntry[]; readonly clock: LineClock },
): readonly TimelineEntry[] => {
  const read = new Set(entries.flatMap(({ ref }) => (ref ? [`${ref.stream}@${ref.version}`] : [])));
  const streams: readonly (readonly Recorded[])[] = [line, call, ...actions, ...handoffs, audit];
  return streams
    .flat()
    .filter((recorded) => !isLeftOut(recorded) && !read.has(`${recorded.stream}@${recorded.version}`))
    .map((recorded) => ({
      kind: 'unread',
      atMs: clock(recorded),
      ref: refOf(recorded),
      type: recorded.event.type,
    }));
};

const refusal = (recorded: Recorded<AuditEvent>, clock: LineClock): TimelineEntry => {
  const { code, tool, actionId } = recorded.event;
  return { kind: 'refusal', atMs: clock(recorded), ref: refOf(recorded), code, tool, actionId };
};

const lineEntries = ({ line }: CallRecord, clock: LineClock): readonly TimelineEntry[] =>
  line.flatMap((recorded): TimelineEntry[] => {
    const told = lineStep(recorded.event);
    return told ? [{ kind: 'line', atMs: clock(recorded), ref: refOf(recorded), ...told }] : [];
  });

const callEntries = (record: CallRecord, clock: LineClock): readonly TimelineEntry[] => {
  const known = new Set(
    [...record.actions, ...record.handoffs].flatMap((events: readonly Recorded[]) => events[0]?.stream ?? []),
  );
  return record.call.flatMap((recorded) => {
    const at = { atMs: clock(recorded), ref: refOf(recorded) };
    const { event } = recorded;
    if (event.type === 'ActionSettled' && !known.has(`action/${event.actionId}`)) {
      return [refusedAction(record, event, at)];
    }
    const entry = entryOf(event, at);
    if (entry) return [entry];
    return event.type === 'HandoffProgressed' && !known.has(`handoff/${event.handoffId}`)
      ? [progress(event, at)]
      : [];
  });
};

interface At {
  readonly atMs: number;
  readonly ref: Ref;
}

const entryOf = (event: CallEvent, at: At): TimelineEntry | undefined => {
  const decided = decisionOf(event);
  if (decided) return { kind: 'decision', ...at, ...decided };
  const step = handoffStepOfCall(event);
  if (step)
    return { kind: 'handoff', ...at, handoffId: 'handoffId' in event ? event.handoffId : '', ...step };
  switch (event.type) {
    case 'DigitPressed':
      return { kind: 'caller-pressed', ...at, digit: event.digit };
    case 'LimitReached':
      return { kind: 'limit', ...at, limit: event.limit };
    case 'SpeechDegraded':
      return { kind: 'speech-fault', ...at, part: event.part, what: `${event.kind} (${event.count})` };
    case 'CallEnded':
      return { kind: 'over', ...at, outcome: event.outcome, reason: event.reason };
    default:
      return undefined;
  }
};

/** An action that the tool gateway did not even reserve has no stream of its own. */
const refusedAction = (
  { call }: CallRecord,
  event: Extract<CallEvent, { readonly type: 'ActionSettled' }>,
  at: At,
): TimelineEntry => {
  const { actionId, outcome, errorCode } = event;
  const authorised = allOf(call, 'ActionAuthorized').find((one) => one.event.actionId === actionId);
  const what = errorCode === undefined ? outcome : `${outcome} (${errorCode})`;
  return { kind: 'action', ...at, actionId, tool: authorised?.event.tool ?? '', step: 'settled', what };
};

/** Nor has a hand-off that no desk took up. */
const progress = (event: HandoffProgressed, at: At): TimelineEntry => {
  const { handoffId, state } = event;
  return { kind: 'handoff', ...at, handoffId, step: state, what: progressText(event) };
};

const handoffEntries = (events: CallRecord['handoffs'][number], clock: LineClock): readonly TimelineEntry[] =>
  events.flatMap((recorded): TimelineEntry[] => {
    const told = handoffStep(recorded.event);
    const handoffId = recorded.stream.replace(/^handoff\//, '');
    const atMs = clock(recorded);
    return told ? [{ kind: 'handoff', atMs, ref: refOf(recorded), handoffId, ...told }] : [];
  });

const silences = (record: CallRecord, voices: Voices, clock: LineClock): readonly TimelineEntry[] => {
  if (record.call.length === 0) return [];
  const over = allOf(record.call, 'CallEnded')[0] ?? allOf(record.line, 'LineEnded')[0];
  const overMs = over ? clock(over) : undefined;
  const lastMs = Math.max(...record.call.map(clock));
  const passed = handoffStretches(record.call, { clock, overMs: overMs ?? lastMs });
  return silencesOf(stretchesOf(voices, passed), overMs);
};
