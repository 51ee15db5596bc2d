// Digits over RTP: each once, whatever is lost, repeated or reordered on the way (RFC 4733).
import fc from 'fast-check';
import {
  type DigitSignal,
  parseTelephoneEvent,
  planDigit,
  serializeTelephoneEvent,
  TelephoneEventReceiver,
} from './telephone-event';

interface Sent {
  readonly atMs: number;
  readonly ssrc: number;
  readonly timestamp: number;
  readonly payload: Uint8Array;
}

/** One digit as a sender sends it: a packet per 20 ms. */
const digit = (char: string, startMs: number, durationMs = 100): Sent[] =>
  planDigit(char, durationMs).map(({ payload }, index) => ({
    atMs: startMs + index * 20,
    ssrc: 1,
    timestamp: (startMs * 8 + 2 ** 32 - 4_000) >>> 0,
    payload,
  }));
const isEnd = ({ payload }: Sent): boolean => (payload[1]! & 0x80) !== 0;

const hear = (sent: readonly Sent[], receiver = new TelephoneEventReceiver()): DigitSignal[] => {
  const inTime = [...sent].sort((one, other) => one.atMs - other.atMs);
  const endMs = (inTime.at(-1)?.atMs ?? 0) + 1_000;
  const signals: DigitSignal[] = [];
  for (let nowMs = inTime[0]?.atMs ?? 0; nowMs <= endMs; nowMs += 10) {
    while (inTime[0] && inTime[0].atMs <= nowMs)
      signals.push(...receiver.handlePacket(inTime.shift()!, nowMs));
    signals.push(...receiver.poll(nowMs));
  }
  return signals;
};
const started = (signals: readonly DigitSignal[]): string =>
  signals.map((signal) => (signal.kind === 'digit-started' ? signal.digit : '')).join('');
const ended = (signals: readonly DigitSignal[]): string =>
  signals.map((signal) => (signal.kind === 'digit-ended' ? signal.digit : '')).join('');

it('gives one start and one end for a digit', () => {
  expect(hear(digit('5', 0))).toEqual([
    { kind: 'digit-started', digit: '5' },
    { kind: 'digit-ended', digit: '5', durationMs: 100, by: 'end' },
  ]);
});

it('tells the same digit pressed twice as two', () => {
  expect(started(hear([...digit('7', 0), ...digit('7', 200)]))).toBe('77');
});

it('knows a digit of which only an end arrived', () => {
  expect(hear(digit('9', 0).slice(-1))).toEqual([
    { kind: 'digit-started', digit: '9' },
    { kind: 'digit-ended', digit: '9', durationMs: 100, by: 'end' },
  ]);
});

it('ends a digit whose ends were all lost, after silence', () => {
  const signals = hear(digit('4', 0).filter((each) => !isEnd(each)));
  expect(signals.at(-1)).toEqual({ kind: 'digit-ended', digit: '4', durationMs: 80, by: 'silence' });
});

it('ends a digit whose ends were all lost, at the next digit', () => {
  const signals = hear([...digit('4', 0).filter((each) => !isEnd(each)), ...digit('2', 140)]);
  expect(signals.map((signal) => `${signal.kind} ${signal.digit}`)).toEqual([
    'digit-started 4',
    'digit-ended 4',
    'digit-started 2',
    'digit-ended 2',
  ]);
  expect(signals[1]).toMatchObject({ by: 'next-digit' });
});

it('does not tell again of a digit that ended by silence when its end arrives after all', () => {
  const sent = digit('4', 0).map((each) => (isEnd(each) ? { ...each, atMs: each.atMs + 700 } : each));
  expect(hear(sent)).toHaveLength(2);
});

it('ignores a packet of an earlier digit', () => {
  const [early, ...rest] = digit('1', 0);
  expect(started(hear([...rest, ...digit('2', 200), { ...early!, atMs: 230 }]))).toBe('12');
});

it('hears digits of a sender that restarted its clock', () => {
  const restarted = digit('2', 300).map((each) => ({ ...each, timestamp: (each.timestamp - 800_000) >>> 0 }));
  expect(started(hear([...digit('1', 0), ...restarted]))).toBe('12');
});

it('ends a stuck digit once, and does not start it again', () => {
  const receiver = new TelephoneEventReceiver({ digitMsMax: 1_000 });
  const [first] = digit('*', 0);
  const signals = hear(
    Array.from({ length: 200 }, (_, index) => ({ ...first!, atMs: index * 20 })),
    receiver,
  );
  expect(signals.map(({ kind }) => kind)).toEqual(['digit-started', 'digit-ended']);
  expect(signals[1]).toMatchObject({ by: 'length' });
  expect(receiver.counts.stuck).toBe(1);
});

it('takes the segments of a key held for long as one digit', () => {
  const [first] = digit('#', 0);
  const segment = (at: { atMs: number; timestamp: number }, duration: number, isLast = false): Sent => ({
    ...first!,
    ...at,
    payload: serializeTelephoneEvent({ digit: '#', isEnd: isLast, volume: 10, duration })!,
  });
  const next = 100 + 0xffff;
  const receiver = new TelephoneEventReceiver({ silenceMsMax: 9_000, digitMsMax: 20_000 });
  const signals = hear(
    [
      segment({ atMs: 0, timestamp: 100 }, 0xffff),
      segment({ atMs: 8_200, timestamp: next }, 400),
      segment({ atMs: 8_300, timestamp: next }, 800, true),
    ],
    receiver,
  );
  expect(signals).toEqual([
    { kind: 'digit-started', digit: '#' },
    { kind: 'digit-ended', digit: '#', durationMs: 8_292, by: 'end' },
  ]);
});

it('takes another digit for what it is, even right where a segment would follow', () => {
  const [one] = digit('1', 0);
  const [two] = digit('2', 20);
  const signals = hear([
    { ...one!, timestamp: 100 },
    { ...two!, timestamp: 100 + 0xffff },
  ]);
  expect(started(signals)).toBe('12');
});

it.each([
  ['flash', Uint8Array.of(16, 0, 0, 160)],
  ['a tone', Uint8Array.of(66, 0, 0, 160)],
  ['too short', Uint8Array.of(5, 0, 0)],
  ['empty', new Uint8Array(0)],
])('ignores what is no digit: %s', (_, payload) => {
  const receiver = new TelephoneEventReceiver();
  expect(receiver.handlePacket({ ssrc: 1, timestamp: 0, payload }, 0)).toEqual([]);
  expect(receiver.counts).toMatchObject({ ignored: 1, digits: 0 });
});

it('plans a digit: growing duration, marker on the first, three equal ends', () => {
  const plan = planDigit('#', 60).map(({ payload, marker }) => ({
    ...parseTelephoneEvent(payload)!,
    marker,
  }));
  expect(plan.map(({ duration, isEnd: end, marker }) => [duration, end, marker])).toEqual([
    [160, false, true],
    [320, false, false],
    [480, true, false],
    [480, true, false],
    [480, true, false],
  ]);
  expect(new Set(plan.map((event) => event.digit))).toEqual(new Set(['#']));
});

it.each(['', 'x', '12', 'E'])('plans nothing for %j', (char) => {
  expect(planDigit(char, 100)).toEqual([]);
});

it('tells each digit once under any duplication, delay and loss that leaves one packet of it', () => {
  const pressed = fc.array(
    fc.record({
      char: fc.constantFrom(...'0123456789*#ABCD'),
      durationMs: fc.integer({ min: 40, max: 300 }),
      kept: fc.uint8Array({ minLength: 30, maxLength: 30 }),
      survivor: fc.nat(1_000),
      gapMs: fc.integer({ min: 60, max: 400 }),
    }),
    { minLength: 1, maxLength: 12 },
  );
  fc.assert(
    fc.property(pressed, (digits) => {
      let startMs = 0;
      const sent = digits.flatMap(({ char, durationMs, kept, survivor, gapMs }) => {
        const whole = digit(char, startMs, durationMs);
        startMs += durationMs + gapMs;
        // Copies stay within the digit's own time: a packet of the digit before is a case of its own, above.
        return whole.flatMap((each, index) =>
          Array.from(
            { length: index === survivor % whole.length ? 2 : kept[index % 30]! % 4 },
            (_, copy) => ({
              ...each,
              atMs: each.atMs + copy * 5,
            }),
          ),
        );
      });
      const signals = hear(sent);
      const expected = digits.map(({ char }) => char).join('');
      expect(started(signals)).toBe(expected);
      expect(ended(signals)).toBe(expected);
    }),
  );
});
