// Every type of event that a call's streams may hold has a line, or stands in the one list of those that have none.
import { type Event } from '@trunkline/event-sourcing';
import { callEvents } from '../test/call-events.double';
import { actionEvents, auditEvents, handoffEvents, lineEvents } from '../test/other-events.double';
import { at, recorded, type OneOfEach } from '../test/recorded.double';
import { type CallRecord } from './call-record';
import { LEFT_OUT } from './left-out';
import { printEntry } from './print';
import { timelineOf } from './timeline';

const streamOf = <E extends Event>(stream: string, events: OneOfEach<E>) =>
  recorded<E>(
    stream,
    Object.values<E>(events).map((event, index) => at(index * 100, event)),
  );

const whole: CallRecord = {
  callId: 'c1',
  line: streamOf('line/c1', lineEvents),
  call: streamOf('call/c1', callEvents),
  actions: [streamOf('action/a1', actionEvents)],
  handoffs: [streamOf('handoff/h1', handoffEvents)],
  audit: streamOf('audit/acme:c1', auditEvents),
};
const { entries } = timelineOf(whole);
const all = [whole.line, whole.call, ...whole.actions, ...whole.handoffs, whole.audit].flat();

/** Have a line in some calls and none in others. */
const SOMETIMES = ['UtteranceFinal', 'HandoffProgressed'];

it.each(all.map((one) => [`${one.stream.split('/')[0]} ${one.event.type}`, one] as const))(
  'knows what to do with %s',
  (name, { stream, version, event: { type } }) => {
    const reasons: Readonly<Record<string, Readonly<Record<string, string>>>> = { ...LEFT_OUT };
    const isListed = reasons[name.split(' ')[0] ?? '']?.[type] !== undefined;
    const lines = entries.filter(({ ref }) => ref?.stream === stream && ref.version === version);
    expect(lines.map(({ kind }) => kind)).not.toContain('unread');
    expect(lines.length > 0).toBe(!isListed || SOMETIMES.includes(type));
    for (const line of lines) expect(printEntry(line).join('').length).toBeGreaterThan(22);
  },
);

it('shows what a call was told of an action or a hand-off that has no stream', () => {
  const bare = timelineOf({ ...whole, actions: [], handoffs: [] }).entries;
  const told = bare.filter(({ kind }) => kind === 'action' || kind === 'handoff');
  expect(told).toContainEqual(expect.objectContaining({ kind: 'action', step: 'settled' }));
  const { fromHuman: _, ...queued } = callEvents.HandoffProgressed;
  const call = recorded('call/c1', [at(1, { ...queued, state: 'abandoned' as const, cause: 'hung-up' })]);
  expect(timelineOf({ ...whole, call, handoffs: [] }).entries).toContainEqual(
    expect.objectContaining({ kind: 'handoff', what: 'hand-off abandoned: hung-up' }),
  );
});

it('tells a refusal, and the loss of a human agent', () => {
  expect(entries.flatMap(printEntry).map((line) => line.slice(10))).toEqual(
    expect.arrayContaining([
      'security    refuses cancel (action a1): KEY_REUSED',
      'hand-off    the human agent is lost: the caller waits again',
      'policy      its gateway is going away: to be handed over, or over, by then',
    ]),
  );
});
