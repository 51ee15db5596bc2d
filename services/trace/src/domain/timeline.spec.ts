// A timeline says what was heard, not what was planned; where nobody was heard it says so, and how long.
import { type CallEvent } from '@trunkline/domain/call/events';
import { type LineEvent } from '@trunkline/domain/line/index';
import { type Event, type Recorded } from '@trunkline/event-sourcing';
import { cancelledOrder } from '../test/cancelled-order.double';
import { at, recorded } from '../test/recorded.double';
import { type CallRecord } from './call-record';
import { summaryOf } from './summary';
import { timelineOf } from './timeline';
import { type TimelineEntry } from './timeline-entry';

const timeline = timelineOf(cancelledOrder);

const all = <K extends TimelineEntry['kind']>(kind: K) =>
  timeline.entries.filter(
    (entry): entry is Extract<TimelineEntry, { readonly kind: K }> => entry.kind === kind,
  );

it('is in the order of time', () => {
  const times = timeline.entries.map(({ atMs }) => atMs);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(times[0]).toBe(-20);
});

it('tells of a prompt that was cut only what was heard, marked, until the caller cut in', () => {
  expect(all('agent-spoke')[0]).toMatchObject({
    promptId: 'p1',
    how: 'cut',
    text: 'Order desk,',
    planned: 'Order desk, I am a voice assistant.',
    atMs: 100,
    endMs: 1_000,
  });
});

it('places what the caller said where the caller said it', () => {
  expect(all('caller-spoke')).toMatchObject([
    { text: 'cancel order four seven', confidence: 0.9, atMs: 1_000, endMs: 2_000 },
    { text: 'yes', atMs: 5_500, endMs: 5_900 },
  ]);
});

it('finds the silences between voices; neither bed nor human agent is silence', () => {
  expect(
    all('silence').map(({ atMs, durationMs, after, before }) => [atMs, durationMs, after, before]),
  ).toEqual([
    [2_000, 600, 'caller', 'voice-agent'],
    [4_000, 1_500, 'voice-agent', 'caller'],
    [5_900, 900, 'caller', 'voice-agent'],
    [7_400, 1_300, 'voice-agent', 'voice-agent'],
    [9_700, 300, 'voice-agent', 'bed'],
  ]);
});

it('knows for each turn how soon it was answered, by a filler and by an answer', () => {
  expect(timeline.turns).toEqual([
    {
      turn: 1,
      text: 'cancel order four seven',
      stage: 'greet',
      meaning: 'intent cancel_order',
      speechEndMs: 2_000,
      decidedMs: 2_410,
      evidence: 'complete',
      reply: { promptId: 'p2', kind: 'answer', startedMs: 2_600, silenceMs: 600 },
      answer: { promptId: 'p2', kind: 'answer', startedMs: 2_600, silenceMs: 600 },
    },
    {
      turn: 2,
      text: 'yes',
      stage: 'greet',
      meaning: 'yes',
      speechEndMs: 5_900,
      decidedMs: 6_250,
      evidence: 'complete',
      reply: { promptId: 'p3', kind: 'filler', startedMs: 6_800, silenceMs: 900 },
      answer: { promptId: 'p4', kind: 'answer', startedMs: 8_700, silenceMs: 2_800 },
    },
  ]);
});

it('shows decisions with their evidence and the event behind them', () => {
  const [, endOfTurn] = all('decision').filter(({ decision }) => decision === 'end-of-turn');
  expect(endOfTurn).toMatchObject({
    evidence: { turn: 2, evidence: 'complete', silenceMs: 350 },
    ref: { stream: 'call/c1' },
  });
  expect(all('decision').map(({ decision }) => decision)).toEqual([
    'stage',
    'barge-in',
    'end-of-turn',
    'meaning',
    'read-back',
    'end-of-turn',
    'meaning',
    'confirmed',
    'authorised',
  ]);
});

it('tells an action attempt by attempt', () => {
  expect(all('action').map(({ atMs, step, tookMs }) => [atMs, step, tookMs])).toEqual([
    [6_260, 'reserved', undefined],
    [6_300, 'attempt', 2_250],
    [8_560, 'settled', undefined],
  ]);
});

it('shows how an action ended that never got a stream of its own', () => {
  const bare: CallRecord = { ...cancelledOrder, actions: [] };
  const steps = timelineOf(bare).entries.filter(({ kind }) => kind === 'action');
  expect(steps).toMatchObject([{ atMs: 8_600, tool: 'cancel_order', step: 'settled', what: 'succeeded' }]);
});

it('names an event of a newer type and goes on', () => {
  const tomorrow: Event = { type: 'WeatherNoticed', v: 1 };
  const call = recorded('call/c1', [at(5, tomorrow)]) as readonly Recorded<CallEvent>[];
  const { entries } = timelineOf({ callId: 'c1', call, line: [], actions: [], handoffs: [], audit: [] });
  expect(entries).toMatchObject([{ kind: 'unread', type: 'WeatherNoticed' }]);
});

describe('the summary', () => {
  it('has the outcome, the figures and no number of a caller', () => {
    expect(summaryOf(cancelledOrder, timeline)).toEqual({
      callId: 'c1',
      tenantId: 'acme',
      flow: 'orders',
      from: '+1 *** *** 0142',
      to: 'orders',
      trunk: 't1',
      startedAt: 1_700_000_000_000,
      endedAt: 1_700_000_020_000,
      durationMs: 20_000,
      outcome: 'handed_off',
      reason: 'caller-hung-up',
      turns: 2,
      actions: [
        {
          actionId: 'c1-a1',
          tool: 'cancel_order',
          effect: 'irreversible',
          attempts: 1,
          outcome: 'succeeded',
          reconciled: false,
          receipt: 'R77',
          tookMs: 2_300,
        },
      ],
      handoff: { reason: 'caller.requested', queue: 'orders', state: 'bridged' },
      limits: [],
      spend: { totalMicros: 2_500, byKindMicros: { telephony: 1_500, tool: 1_000 } },
      reply: { count: 2, p50Ms: 600, p95Ms: 900, maxMs: 900 },
      longestSilenceMs: 1_500,
    });
  });

  it('says of a line that was refused that it was', () => {
    const offered = cancelledOrder.line[0]?.event;
    if (offered?.type !== 'LineOffered') throw new Error('the line begins with its offer');
    const line = recorded<LineEvent>('line/c1', [
      at<LineEvent>(0, offered),
      at<LineEvent>(1, { type: 'LineRejected', v: 1, status: 503, reason: 'lines-max' }),
    ]);
    const refused: CallRecord = { callId: 'c1', call: [], line, actions: [], handoffs: [], audit: [] };
    expect(summaryOf(refused, timelineOf(refused))).toMatchObject({
      outcome: 'rejected',
      reason: 'lines-max',
      turns: 0,
      reply: { count: 0 },
    });
  });
});
