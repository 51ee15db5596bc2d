// The jitter buffer under loss, reordering, duplication, jitter, drift and odd senders, in virtual time.
import fc from 'fast-check';
import { type AudioPacket, JitterBuffer, type JitterBufferOptions, type Polled } from './jitter-buffer';

const FRAME_MS = 20;
const FRAME_SAMPLES = 160;
const FIRST_SEQUENCE = 65_500;
const FIRST_TIMESTAMP = 2 ** 32 - 16_000;

/** The index-th 20 ms packet; its payload says which it is. Sequence and timestamp wrap early on. */
const packet = (index: number, changes: Partial<AudioPacket> = {}): AudioPacket => ({
  sequence: (FIRST_SEQUENCE + index) & 0xffff,
  timestamp: (FIRST_TIMESTAMP + index * FRAME_SAMPLES) >>> 0,
  marker: index === 0,
  payload: payloadOf(index),
  ...changes,
});
const payloadOf = (index: number): Uint8Array => new Uint8Array(FRAME_SAMPLES).fill(index % 251);
const indexOf = (timestamp: number): number => ((timestamp - FIRST_TIMESTAMP) | 0) / FRAME_SAMPLES;

interface Arrival {
  readonly atMs: number;
  readonly packet: AudioPacket;
}

/** Frames by their index, L for lost, . for wait. */
const shown = (polled: Polled): string =>
  polled.kind === 'frame' ? String(indexOf(polled.timestamp)) : polled.kind === 'lost' ? 'L' : '.';

/** Polls every 20 ms, 5 ms after the packets of an even sender come, until all has arrived and been played. */
const run = (buffer: JitterBuffer, arrivals: readonly Arrival[], tailMs = 600): Polled[] => {
  const inTime = [...arrivals].sort((one, other) => one.atMs - other.atMs);
  const endMs = (inTime.at(-1)?.atMs ?? 0) + tailMs;
  const polls: Polled[] = [];
  for (let nowMs = 5; nowMs < endMs; nowMs += FRAME_MS) {
    while (inTime[0] && inTime[0].atMs <= nowMs) {
      const { packet: arrived, atMs } = inTime.shift()!;
      buffer.handlePacket(arrived, atMs);
    }
    polls.push(buffer.poll(nowMs));
    expectAccount(buffer);
  }
  return polls;
};

/** After every poll; `expect` itself would take most of the time. */
const expectAccount = ({ counts, delayMs }: JitterBuffer): void => {
  const accounted = counts.played + counts.late + counts.duplicate + counts.invalid + counts.held;
  if (accounted !== counts.received || delayMs > 400) expect({ accounted, delayMs }).toEqual({ ...counts });
};

const even = (count: number): Arrival[] =>
  Array.from({ length: count }, (_, index) => ({ atMs: index * FRAME_MS, packet: packet(index) }));
const without = (arrivals: readonly Arrival[], ...indices: number[]): Arrival[] =>
  arrivals.filter((_, index) => !indices.includes(index));
const played = (polls: readonly Polled[]): number[] =>
  polls.flatMap((polled) => (polled.kind === 'frame' ? [indexOf(polled.timestamp)] : []));
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

it('plays an even stream whole, over the wrap of sequence and timestamp, after its minimum delay', () => {
  const buffer = new JitterBuffer();
  const polls = run(buffer, even(200));
  expect(polls.slice(0, 4).map(shown)).toEqual(['.', '0', '1', '2']);
  expect(played(polls)).toEqual(upTo(200));
  expect(polls.find((polled) => polled.kind === 'frame')).toMatchObject({
    marker: true,
    payload: payloadOf(0),
  });
  expect(buffer.counts).toMatchObject({ received: 200, played: 200, late: 0, slipped: 0 });
});

it('says lost where a packet is missing', () => {
  const polls = run(new JitterBuffer(), without(even(10), 4, 5));
  expect(polls.map(shown).join(' ')).toMatch(/^\. 0 1 2 3 L L 6 7 8 9 /);
});

it('bridges the end of the audio and then waits', () => {
  const polls = run(new JitterBuffer(), even(3), 300);
  expect(polls.map(shown).join('')).toMatch(/^\.012LLLLL\.+$/);
});

it('puts reordered packets right', () => {
  const swapped = even(50).map(({ atMs, packet: each }, index) => ({
    atMs: index % 5 === 0 ? atMs + 25 : atMs,
    packet: each,
  }));
  const buffer = new JitterBuffer();
  expect(played(run(buffer, swapped))).toEqual(upTo(50));
  expect(buffer.counts.late).toBe(0);
});

it('plays a packet once, however often and late it is repeated', () => {
  const once = even(50);
  const again = once.flatMap(({ atMs, packet: each }) =>
    [0, 30, 700].map((delay) => ({ atMs: atMs + delay, packet: each })),
  );
  const buffer = new JitterBuffer();
  expect(played(run(buffer, again))).toEqual(upTo(50));
  expect(buffer.counts).toMatchObject({ received: 150, played: 50, duplicate: 100 });
});

it('counts what comes after its time as late, and waits longer from then on', () => {
  const buffer = new JitterBuffer();
  const jittery = even(800).map(({ atMs, packet: each }, index) => ({
    atMs: atMs + (index % 4 === 3 ? 90 : 0),
    packet: each,
  }));
  run(buffer, jittery.slice(0, 400), 1);
  const lateAtFirst = buffer.counts.late;
  expect(lateAtFirst).toBeGreaterThan(0);
  expect(lateAtFirst).toBeLessThan(30);
  expect(buffer.targetMs).toBe(120);
  const whole = new JitterBuffer();
  run(whole, jittery);
  expect(whole.counts.late).toBe(lateAtFirst);
});

it('keeps what a delay spike brings, within its bound', () => {
  const spiked = even(200).map(({ atMs, packet: each }) => ({
    atMs: atMs >= 1_000 && atMs < 2_000 ? 1_999 + (atMs - 1_000) / 1_000 : atMs,
    packet: each,
  }));
  const buffer = new JitterBuffer();
  const order = played(run(buffer, spiked));
  expect(order).toEqual([...order].sort((one, other) => one - other));
  expect(buffer.counts.overflowed).toBeGreaterThan(25);
  expect(order.slice(-80)).toEqual(upTo(200).slice(-80));
});

it('comes back to a short delay when the network calms down', () => {
  const buffer = new JitterBuffer();
  const jittery = even(2_000).map(({ atMs, packet: each }, index) => ({
    atMs: atMs + (index < 500 ? (index * 37) % 180 : 0),
    packet: each,
  }));
  run(buffer, jittery.slice(0, 500), 1);
  expect(buffer.targetMs).toBeGreaterThanOrEqual(160);
  const calm = new JitterBuffer();
  run(calm, jittery, 1);
  expect(calm.delayMs).toBeLessThanOrEqual(80);
  expect(calm.counts.slipped).toBeGreaterThan(0);
});

describe('a talker after a stall of the network', () => {
  const WORDS = 40;
  const PAUSE = 15;
  /** Loud frames, and soft ones between them: 0x90 is a loud sample of mu-law, 0xfe nearly none. */
  const isSoft = (index: number): boolean => index % (WORDS + PAUSE) >= WORDS;
  const talk = even(660).map(({ atMs, packet: each }, index) => ({
    // For four seconds every tenth packet is 200 ms late, and then none.
    atMs: index < 200 && index % 10 < 9 ? atMs + 20 * Math.max(0, 10 - (index % 10)) : atMs,
    packet: { ...each, payload: new Uint8Array(FRAME_SAMPLES).fill(isSoft(index) ? 0xfe : 0x90) },
  }));
  const leftOut = (polls: readonly Polled[]): number[] => {
    const there = new Set(played(polls));
    return upTo(660).filter((index) => !there.has(index));
  };

  it('loses nothing of the words while the delay shrinks, only of the pauses', () => {
    const buffer = new JitterBuffer();
    const missing = leftOut(run(buffer, talk, 200)).filter((index) => index > 200);
    expect(missing.length).toBeGreaterThan(3);
    expect(missing.filter((index) => !isSoft(index))).toEqual([]);
    expect(buffer.targetMs).toBeLessThan(200);
  });

  it('leaves every pause to be heard, and the closures inside words whole', () => {
    const missing = new Set(leftOut(run(new JitterBuffer(), talk, 200)).filter((index) => index > 200));
    for (const index of missing)
      expect([index - 1, index - 2, index - 3].some((before) => missing.has(before))).toBe(false);
  });

  it('takes a frame out of the words of a talker who never pauses', () => {
    const loud = talk.map(({ atMs, packet: each }) => ({
      atMs,
      packet: { ...each, payload: new Uint8Array(FRAME_SAMPLES).fill(0x90) },
    }));
    const buffer = new JitterBuffer();
    run(buffer, loud, 1);
    expect(buffer.counts.slipped).toBeGreaterThan(0);
  });
});

it.each([100, -100])(
  'slips less than a frame in ten seconds for a clock %d ppm off, and does not grow',
  (ppm) => {
    const buffer = new JitterBuffer();
    const intervalMs = FRAME_MS * (1 - ppm / 1e6);
    const minutes = 20;
    let next = 0;
    let delayMsMax = 0;
    for (let nowMs = 5; nowMs < minutes * 60_000; nowMs += FRAME_MS) {
      for (; next * intervalMs <= nowMs; next += 1) buffer.handlePacket(packet(next), next * intervalMs);
      buffer.poll(nowMs);
      delayMsMax = Math.max(delayMsMax, buffer.delayMs);
    }
    expect(buffer.counts.slipped + buffer.counts.lost).toBeLessThan(minutes);
    expect(delayMsMax).toBeLessThanOrEqual(100);
    expectAccount(buffer);
  },
);

it('waits through a silence that the sender does not send, and primes again', () => {
  const buffer = new JitterBuffer();
  const spurts = even(60).filter((_, index) => index < 10 || index >= 40);
  const resequenced = spurts.map(({ atMs, packet: each }, index) => ({
    atMs,
    packet: { ...each, sequence: packet(index).sequence },
  }));
  const polls = run(buffer, resequenced);
  expect(played(polls)).toEqual([...upTo(10), ...upTo(60).slice(40)]);
  expect(buffer.counts.late).toBe(0);
});

it('does not take a short unsent silence for loss', () => {
  const buffer = new JitterBuffer({ delayMsMin: 120 });
  const resequenced = without(even(20), 8, 9).map(({ atMs, packet: each }, index) => ({
    atMs,
    packet: { ...each, sequence: packet(index).sequence },
  }));
  expect(run(buffer, resequenced).map(shown).join(' ')).toContain('7 . . 10');
});

it('does not take telephone-events for loss', () => {
  const buffer = new JitterBuffer({ delayMsMin: 120 });
  const events = [8, 9].map((index) => packet(index).sequence);
  events.forEach((sequence) => buffer.handleOther(sequence));
  expect(
    run(buffer, without(even(20), 8, 9))
      .map(shown)
      .join(' '),
  ).toContain('7 . . 10');
});

it.each([10, 30, 40, 60])('gives whole frames of packets of %d ms', (packetMs) => {
  const samples = packetMs * 8;
  const sound = Uint8Array.from({ length: 9_600 }, (_, index) => index % 199);
  const buffer = new JitterBuffer();
  const arrivals = Array.from({ length: sound.length / samples }, (_, index) => ({
    atMs: index * packetMs,
    packet: {
      sequence: index,
      timestamp: index * samples,
      marker: index === 0,
      payload: sound.subarray(index * samples, (index + 1) * samples),
    },
  }));
  const polls = run(buffer, arrivals, 120);
  const marked = polls.filter((polled) => polled.kind === 'frame' && polled.marker);
  expect(marked).toEqual([polls.find(({ kind }) => kind === 'frame')]);
  const frames = polls.flatMap((polled) => (polled.kind === 'frame' ? [...polled.payload] : []));
  expect(frames.slice(0, sound.length)).toEqual([...sound]);
  expect(buffer.counts).toMatchObject({ played: arrivals.length, late: 0 });
});

it('fills the rest of a frame that a packet off the grid covers in part', () => {
  const buffer = new JitterBuffer({ silence: 0xd5 });
  buffer.handlePacket(packet(0, { payload: new Uint8Array(80).fill(1) }), 0);
  const polled = buffer.poll(60);
  expect(polled).toMatchObject({ kind: 'frame' });
  if (polled.kind === 'frame') expect([polled.payload[79], polled.payload[80]]).toEqual([1, 0xd5]);
});

it('follows a sender that restarts its timestamps', () => {
  const buffer = new JitterBuffer();
  const restarted = even(100).map(({ atMs, packet: each }, index) => ({
    atMs,
    packet:
      index < 50 ? each : { ...each, timestamp: (FIRST_TIMESTAMP - 800_000 + index * FRAME_SAMPLES) >>> 0 },
  }));
  const polls = run(buffer, restarted);
  expect(polls.filter(({ kind }) => kind === 'frame').length).toBeGreaterThanOrEqual(95);
});

it('skips ahead when the timestamps do', () => {
  const buffer = new JitterBuffer();
  const jumped = even(100).map(({ atMs, packet: each }, index) => ({
    atMs,
    packet: {
      ...each,
      timestamp: (each.timestamp + (index < 50 ? 0 : 800_000)) >>> 0,
      payload: new Uint8Array(FRAME_SAMPLES).fill(0x90),
    },
  }));
  const polls = run(buffer, jumped);
  expect(polls.filter(({ kind }) => kind === 'frame').length).toBeGreaterThanOrEqual(90);
});

it.each([0, 3_201])('counts a payload of %d bytes as invalid', (length) => {
  const buffer = new JitterBuffer();
  buffer.handlePacket(packet(0, { payload: new Uint8Array(length) }), 0);
  expect(buffer.counts).toMatchObject({ received: 1, invalid: 1 });
});

it('starts afresh after a reset, and counts what was held as late', () => {
  const buffer = new JitterBuffer();
  even(3).forEach(({ atMs, packet: each }) => buffer.handlePacket(each, atMs));
  buffer.reset();
  expect(buffer.counts.held).toBe(0);
  expectAccount(buffer);
  expect(played(run(buffer, even(20)))).toEqual(upTo(20));
});

describe('whatever the network does', () => {
  const disturbed = fc.array(
    fc.record({
      isLost: fc.boolean(),
      delayMs: fc.oneof(fc.nat(30), fc.nat(300), fc.nat(1_500)),
      copies: fc.integer({ min: 1, max: 3 }),
      copyDelayMs: fc.nat(800),
    }),
    { minLength: 1, maxLength: 120, size: 'max' },
  );
  const bounds: fc.Arbitrary<JitterBufferOptions> = fc.record({
    delayMsMin: fc.constantFrom(20, 40, 100),
    delayMsMax: fc.constantFrom(200, 400),
  });

  it('frames come in order, are what was sent, and every packet is accounted for', () => {
    fc.assert(
      fc.property(disturbed, bounds, (faults, options) => {
        const buffer = new JitterBuffer(options);
        const arrivals = faults.flatMap(({ isLost, delayMs, copies, copyDelayMs }, index) =>
          Array.from({ length: isLost ? 0 : copies }, (_, copy) => ({
            atMs: index * FRAME_MS + delayMs + copy * copyDelayMs,
            packet: packet(index),
          })),
        );
        const polls = run(buffer, arrivals);
        const order = played(polls);
        expect(order).toEqual([...new Set(order)].sort((one, other) => one - other));
        const stamps = polls.flatMap((polled) => (polled.kind === 'frame' ? [polled.payload[80]] : []));
        expect(stamps).toEqual(order.map((index) => payloadOf(index)[80]));
        expect(buffer.counts.received).toBe(arrivals.length);
        expect(buffer.counts.played).toBe(order.length);
        expect(buffer.counts.held).toBe(0);
      }),
      { numRuns: 150 },
    );
  });

  it('packets that make no sense neither throw nor are lost count of', () => {
    const nonsense = fc.array(
      fc.record({
        sequence: fc.nat(65_535),
        timestamp: fc.nat(2 ** 32 - 1),
        marker: fc.boolean(),
        payload: fc.constantFrom(0, 1, 80, 160, 161, 1_400, 4_000).map((length) => new Uint8Array(length)),
        afterMs: fc.nat(60),
      }),
      { maxLength: 200, size: 'max' },
    );
    fc.assert(
      fc.property(nonsense, (packets) => {
        const buffer = new JitterBuffer();
        let nowMs = 0;
        for (const { afterMs, ...each } of packets) {
          nowMs += afterMs;
          buffer.handlePacket(each, nowMs);
          const polled = buffer.poll(nowMs);
          if (polled.kind === 'frame') expect(polled.payload.length).toBe(FRAME_SAMPLES);
          expectAccount(buffer);
        }
      }),
    );
  });
});
