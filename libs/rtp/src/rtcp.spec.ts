// RTCP: reports read back as written, malformed compounds are refused, and the statistics follow RFC 3550.
import fc from 'fast-check';
import { ntpOf, ReceptionStatistics, reportIntervalMs, roundTripMs } from './reception-statistics';
import { composeReport, parseRtcp, type ReportBlock } from './rtcp';

const block: ReportBlock = {
  ssrc: 5,
  fractionLost: 12,
  cumulativeLost: -3,
  highestSequence: 70_000,
  jitter: 80,
  lastSenderReport: 0x1234_5678,
  delaySinceLast: 65_536,
};
const sender = {
  ntpSeconds: 3_900_000_000,
  ntpFraction: 2 ** 31,
  rtpTimestamp: 160,
  packets: 10,
  octets: 1_600,
};

it('reads back a sender report with its description and farewell', () => {
  const bytes = composeReport({ ssrc: 1, cname: 'leg-1', sender, blocks: [block], isLeaving: true });
  expect(bytes.length % 4).toBe(0);
  expect(parseRtcp(bytes)).toEqual({
    kind: 'rtcp',
    packets: [
      { kind: 'sender-report', ssrc: 1, sender, blocks: [block] },
      { kind: 'source-description', ssrc: 1, cname: 'leg-1' },
      { kind: 'bye', ssrcs: [1] },
    ],
  });
});

it.each(['', 'a', 'ab', 'abc', 'abcd', 'x'.repeat(255)])('reads back the name %j of a receiver', (cname) => {
  expect(parseRtcp(composeReport({ ssrc: 1, cname }))).toMatchObject({
    packets: [
      { kind: 'receiver-report', blocks: [] },
      { kind: 'source-description', cname },
    ],
  });
});

it('leaves out blocks beyond what a report can hold', () => {
  const parsed = parseRtcp(
    composeReport({ ssrc: 1, cname: 'c', blocks: Array.from({ length: 40 }, () => block) }),
  );
  expect(parsed).toMatchObject({ packets: [{ blocks: { length: 31 } }, {}] });
});

it('never throws on bytes', () => {
  const report = composeReport({ ssrc: 1, cname: 'leg-1', sender, blocks: [block], isLeaving: true });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(['rtcp', 'invalid']).toContain(parseRtcp(bytes).kind);
    }),
  );
  fc.assert(
    fc.property(fc.nat(report.length - 1), fc.nat(255), fc.nat(report.length), (at, value, length) => {
      const changed = report.slice(0, length);
      changed[at] = value;
      expect(['rtcp', 'invalid']).toContain(parseRtcp(changed).kind);
    }),
    { numRuns: 1_000 },
  );
});

describe('refuses a compound', () => {
  const changed = (change: (bytes: Uint8Array) => void): Uint8Array => {
    const bytes = composeReport({ ssrc: 1, cname: 'leg-1', sender });
    change(bytes);
    return bytes;
  };

  it.each<[string, Uint8Array, string]>([
    ['that is too short', Uint8Array.of(0x80, 200, 0, 0), 'too-short'],
    ['that is too long', new Uint8Array(2_000), 'too-long'],
    ['of another version', changed((bytes) => (bytes[0] = 0x40)), 'version'],
    ['that does not begin with a report', changed((bytes) => (bytes[1] = 203)), 'first-packet'],
    ['with padding in the first packet', changed((bytes) => (bytes[0] = 0xa0)), 'first-packet'],
    ['whose length leads outside', changed((bytes) => (bytes[3] = 200)), 'length'],
    ['that counts more blocks than there are', changed((bytes) => (bytes[0] = 0x9f)), 'content'],
    // The shape of AST-2017-012: an item that claims more text than the packet has.
    ['with a name longer than the packet', changed((bytes) => (bytes[37] = 250)), 'content'],
  ])('%s', (_, bytes, why) => {
    expect(parseRtcp(bytes)).toEqual({ kind: 'invalid', why });
  });
});

describe('the statistics', () => {
  const receive = (
    statistics: ReceptionStatistics,
    indices: readonly number[],
    delayMs = (_index: number) => 0,
  ) =>
    indices.forEach((index) =>
      statistics.handlePacket(
        { extendedSequence: 65_536 + index, timestamp: (2 ** 32 - 320 + index * 160) >>> 0 },
        index * 20 + delayMs(index),
      ),
    );
  const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

  it('know loss in all and since the last report', () => {
    const statistics = new ReceptionStatistics();
    receive(
      statistics,
      upTo(100).filter((index) => index % 10 !== 5),
    );
    expect(statistics.reception).toMatchObject({ expected: 100, received: 90, lost: 10, lossRatio: 0.1 });
    expect(statistics.report(5, 2_000)).toMatchObject({
      fractionLost: 25,
      cumulativeLost: 10,
      highestSequence: 65_635,
    });
    receive(statistics, upTo(200).slice(100));
    expect(statistics.report(5, 4_000)).toMatchObject({ fractionLost: 0, cumulativeLost: 10 });
    receive(
      statistics,
      upTo(300).filter((index) => index >= 200 && index % 2 === 1),
    );
    expect(statistics.report(5, 6_000)).toMatchObject({ fractionLost: 128, cumulativeLost: 60 });
  });

  it('have no loss fraction when duplicates outnumber losses', () => {
    const statistics = new ReceptionStatistics();
    receive(statistics, [0, 1, 1, 1, 3]);
    expect(statistics.report(5, 0)).toMatchObject({ fractionLost: 0, cumulativeLost: -1 });
    expect(statistics.reception.lossRatio).toBe(0);
  });

  it('have no jitter for an even stream, over the wrap of the timestamp', () => {
    const statistics = new ReceptionStatistics();
    receive(statistics, upTo(50), () => 30);
    expect(statistics.reception.jitterMs).toBe(0);
  });

  it('smooth jitter as RFC 3550 A.8 does', () => {
    const statistics = new ReceptionStatistics();
    receive(statistics, upTo(500), (index) => (index % 2) * 10);
    expect(statistics.reception.jitterMs).toBeCloseTo(10, 5);
    const once = new ReceptionStatistics();
    receive(once, [0, 1], (index) => index * 16);
    expect(once.reception.jitterMs).toBe(1);
  });

  it('give the round trip, over the wrap of the NTP second', () => {
    const sentMs = Date.UTC(2036, 1, 7, 6, 28, 15, 990);
    const { ntpSeconds, ntpFraction } = ntpOf(sentMs);
    const peer = new ReceptionStatistics();
    peer.handleSenderReport(ntpSeconds, ntpFraction, 1_000);
    const answer = peer.report(5, 1_500);
    expect(roundTripMs(answer, sentMs + 500 + 80)).toBeCloseTo(80, 0);
    expect(roundTripMs(answer, sentMs + 500 - 0.5)).toBe(0);
  });

  it('give no round trip before a report came, nor an impossible one', () => {
    const silent = new ReceptionStatistics().report(5, 0);
    expect(silent).toMatchObject({ lastSenderReport: 0, delaySinceLast: 0 });
    expect(roundTripMs(silent, 0)).toBeUndefined();
    expect(roundTripMs({ ...silent, lastSenderReport: 1, delaySinceLast: 2 ** 31 }, 0)).toBeUndefined();
  });

  it('spread reports over half to one and a half of five seconds, corrected', () => {
    expect(reportIntervalMs(0)).toBeCloseTo(2_052, 0);
    expect(reportIntervalMs(1)).toBeCloseTo(6_156, 0);
  });
});
