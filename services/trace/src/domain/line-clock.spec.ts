// Media time and wall time drift apart; the clock brings the one to the other where both were last known.
import { type CallEvent } from '@trunkline/domain/call/events';
import { type Recorded } from '@trunkline/event-sourcing';
import { ANSWERED_AT, at, recorded } from '../test/recorded.double';
import { type CallRecord } from './call-record';
import { lineClockOf } from './line-clock';

const noted = (wallMs: number, mediaMs: number | undefined): Recorded<CallEvent> => {
  const [one] = recorded('call/c1', [at<CallEvent>(wallMs, { type: 'LineHeld', v: 1 })]);
  if (!one) throw new Error('one event was asked for');
  const { mediaMs: _, ...rest } = one;
  return mediaMs === undefined ? rest : { ...rest, mediaMs };
};

const answered = recorded('line/c1', [
  at(0, { type: 'LineAnswered', v: 1, answeredAt: ANSWERED_AT, codec: 'PCMU' } as const),
]);

const record: CallRecord = {
  callId: 'c1',
  line: answered,
  call: [noted(1_000, 990), noted(10_000, 9_900), noted(20_000, 19_800)],
  actions: [],
  handoffs: [],
  audit: [],
};

it('takes media time as it is', () => {
  expect(lineClockOf(record)(noted(10_050, 9_950))).toBe(9_950);
});

it.each([
  ['before any is known', 500, 500],
  ['between two', 15_000, 14_900],
  ['at one', 10_000, 9_900],
  ['after the last', 60_000, 59_800],
])('brings wall time to it by the offset last known: %s', (_when, wallMs, expected) => {
  expect(lineClockOf(record)(noted(wallMs, undefined))).toBe(expected);
});

it('places what was decided before what it led to', () => {
  const clock = lineClockOf(record);
  const [decided, started] = [noted(20_010, undefined), noted(20_050, 19_840)];
  expect(clock(decided)).toBeLessThan(clock(started));
});
