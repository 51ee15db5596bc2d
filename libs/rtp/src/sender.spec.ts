// The sender's schedule: absolute, capped when it is late, and honest about what it skipped.
import fc from 'fast-check';
import { parseRtp, type RtpPacket } from './packet';
import { CATCH_UP_FRAMES_MAX, RtpSender } from './sender';
import { parseTelephoneEvent } from './telephone-event';

const FRAME = new Uint8Array(160);
const sender = (telephoneEventType?: number): RtpSender =>
  new RtpSender({
    ssrc: 7,
    payloadType: 0,
    firstSequence: 65_534,
    firstTimestamp: 2 ** 32 - 160,
    ...(telephoneEventType !== undefined && { telephoneEventType }),
  });

interface Sent extends RtpPacket {
  readonly atMs: number;
}

const sendDue = (from: RtpSender, nowMs: number): Sent[] =>
  Array.from({ length: from.due(nowMs) }, () => {
    const packet = parseRtp(from.packetize(FRAME, nowMs));
    if (packet.kind === 'invalid') throw new Error(packet.why);
    return { ...packet, atMs: nowMs };
  });
const sendAt = (from: RtpSender, ...timesMs: number[]): Sent[] =>
  timesMs.flatMap((nowMs) => sendDue(from, nowMs));

it('sends one frame every 20 ms by the schedule, not by the calls', () => {
  const early = sender();
  expect([0, 5, 19.9, 20, 41, 59, 60].map((nowMs) => sendAt(early, nowMs).length)).toEqual([
    1, 0, 0, 1, 1, 0, 1,
  ]);
});

it('numbers packets one by one over the wrap, and time by 160', () => {
  const packets = sendAt(sender(), 0, 20, 40, 60);
  expect(packets.map(({ sequence }) => sequence)).toEqual([65_534, 65_535, 0, 1]);
  expect(packets.map(({ timestamp }) => timestamp)).toEqual([2 ** 32 - 160, 0, 160, 320]);
});

it('marks the first packet of a talkspurt', () => {
  const talking = sender();
  const before = sendAt(talking, 0, 20);
  talking.due(40);
  talking.pass();
  const after = sendAt(talking, 60, 80);
  expect([...before, ...after].map(({ marker }) => marker)).toEqual([true, false, true, false]);
  expect(after[0]).toMatchObject({ sequence: 0, timestamp: 320 });
});

it('catches up at most three frames and skips the rest in the timestamp', () => {
  const late = sender();
  sendAt(late, 0);
  const packets = sendAt(late, 200);
  expect(packets).toHaveLength(CATCH_UP_FRAMES_MAX);
  expect(packets.map(({ sequence }) => sequence)).toEqual([65_535, 0, 1]);
  // Ten frames were owed, seven of them are skipped.
  expect(packets[0]!.timestamp).toBe(7 * 160);
  expect(late.counts).toEqual({ packets: 4, octets: 640, skipped: 7 });
});

it('never exceeds the burst limit, keeps sequence and timestamp in step with what was skipped, whenever it is called', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.nat(5), fc.nat(40), fc.nat(600)), { maxLength: 200, size: 'max' }),
      (gaps) => {
        const any = sender();
        let nowMs = 0;
        const packets = gaps.flatMap((gapMs) => sendDue(any, (nowMs += gapMs)));
        packets.forEach((packet, index) => {
          const burst = packets.filter(({ atMs }) => atMs <= packet.atMs && packet.atMs - atMs < 10).length;
          if (burst > CATCH_UP_FRAMES_MAX) expect(burst).toBe(CATCH_UP_FRAMES_MAX);
          const before = packets[index - 1];
          if (before) expect((packet.sequence - before.sequence) & 0xffff).toBe(1);
        });
        const first = packets[0];
        const last = packets.at(-1);
        if (!first || !last) return;
        const elapsedFrames = ((last.timestamp - first.timestamp) | 0) / 160;
        // Frames skipped after the last packet have not shown yet.
        expect(elapsedFrames).toBeGreaterThanOrEqual(packets.length - 1);
        expect(elapsedFrames).toBeLessThanOrEqual(packets.length - 1 + any.counts.skipped);
        expect(elapsedFrames * 20).toBeLessThanOrEqual(last.atMs - first.atMs);
      },
    ),
  );
});

describe('digits', () => {
  const every20 = (count: number): number[] => Array.from({ length: count }, (_, index) => index * 20);

  it('take the place of audio under one timestamp, and audio goes on where time is', () => {
    const dialing = sender(101);
    expect(dialing.queueDigit('5', 60)).toBe(true);
    const packets = sendAt(dialing, ...every20(7));
    expect(packets.map(({ payloadType }) => payloadType)).toEqual([101, 101, 101, 101, 101, 0, 0]);
    expect(new Set(packets.slice(0, 5).map(({ timestamp }) => timestamp))).toEqual(new Set([2 ** 32 - 160]));
    expect(packets.map(({ marker }) => marker)).toEqual([true, false, false, false, false, true, false]);
    expect(packets[5]).toMatchObject({ sequence: 3, timestamp: 4 * 160 });
  });

  it('follow each other with audio between them', () => {
    const dialing = sender(101);
    [...'12'].forEach((digit) => dialing.queueDigit(digit, 40));
    const shown = sendAt(dialing, ...every20(14)).map(({ payloadType, payload }) =>
      payloadType === 101 ? parseTelephoneEvent(payload)!.digit : '-',
    );
    expect(shown.join('')).toBe('1111---2222---');
    expect(dialing.digitsPending).toBe(0);
  });

  it('are refused when they are none, were not negotiated, or too many wait', () => {
    expect(sender(101).queueDigit('x')).toBe(false);
    expect(sender().queueDigit('1')).toBe(false);
    const flooded = sender(101);
    expect(Array.from({ length: 100 }, () => flooded.queueDigit('1')).filter(Boolean)).toHaveLength(64);
  });
});
