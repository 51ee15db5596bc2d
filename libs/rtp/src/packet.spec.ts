// RTP packets: what is written is read back, and no bytes whatever break the reader.
import fc from 'fast-check';
import { isRtcp, parseRtp, type RtpFields, serializeRtp } from './packet';

const uint = (bits: number) => fc.integer({ min: 0, max: 2 ** bits - 1 });
const bytes = (maxLength: number) => fc.uint8Array({ maxLength, size: 'max' });
const extension = fc.record({
  profile: uint(16),
  data: fc.integer({ min: 0, max: 8 }).map((words) => new Uint8Array(words * 4).fill(7)),
});
const fields = fc.record(
  {
    // 72-79 with a marker would read as RTCP (RFC 5761).
    payloadType: fc.integer({ min: 0, max: 63 }),
    marker: fc.boolean(),
    sequence: uint(16),
    timestamp: uint(32),
    ssrc: uint(32),
    csrcs: fc.array(uint(32), { maxLength: 15 }),
    extension,
    payload: bytes(400),
  },
  { requiredKeys: ['payloadType', 'sequence', 'timestamp', 'ssrc', 'payload'] },
);

const packet = (changes: Partial<RtpFields> = {}): Uint8Array =>
  serializeRtp({
    payloadType: 0,
    sequence: 1,
    timestamp: 160,
    ssrc: 9,
    payload: new Uint8Array(160),
    ...changes,
  });

it('reads back what it wrote', () => {
  fc.assert(
    fc.property(fields, (given) => {
      expect(parseRtp(serializeRtp(given))).toEqual({ kind: 'rtp', marker: false, csrcs: [], ...given });
    }),
  );
});

it('never throws, and never gives a payload that was not there', () => {
  fc.assert(
    fc.property(bytes(1_600), (given) => {
      const parsed = parseRtp(given);
      if (parsed.kind === 'rtp') expect(parsed.payload.length).toBeLessThanOrEqual(given.length - 12);
    }),
    { numRuns: 500 },
  );
});

it('survives any change of a valid packet', () => {
  fc.assert(
    fc.property(fields, fc.nat(600), uint(8), (given, at, value) => {
      const changed = serializeRtp(given);
      changed[at % changed.length] = value;
      expect(['rtp', 'invalid']).toContain(parseRtp(changed).kind);
      expect(['rtp', 'invalid']).toContain(parseRtp(changed.subarray(0, at % changed.length)).kind);
    }),
  );
});

describe('refuses', () => {
  const withFirst = (first: number): Uint8Array => {
    const changed = packet();
    changed[0] = first;
    return changed;
  };

  it.each([0x00, 0x40, 0xc0])('the version of first byte %d', (first) => {
    expect(parseRtp(withFirst(first))).toEqual({ kind: 'invalid', why: 'version' });
  });

  it('less than a header', () => {
    expect(parseRtp(packet().subarray(0, 11))).toEqual({ kind: 'invalid', why: 'too-short' });
  });

  it('more than a datagram of the network', () => {
    expect(parseRtp(packet({ payload: new Uint8Array(1_500) }))).toEqual({
      kind: 'invalid',
      why: 'too-long',
    });
  });

  it('more sources than bytes', () => {
    const bare = packet({ payload: new Uint8Array(0) });
    bare[0] = 0x81;
    expect(parseRtp(bare)).toEqual({ kind: 'invalid', why: 'csrc' });
  });

  it('an extension longer than the packet', () => {
    const extended = packet({
      extension: { profile: 0xbede, data: new Uint8Array(4) },
      payload: new Uint8Array(8),
    });
    extended[15] = 4;
    expect(parseRtp(extended)).toEqual({ kind: 'invalid', why: 'extension' });
  });

  it.each([0, 161, 255])('padding of %d in 160 bytes', (count) => {
    const padded = withFirst(0xa0);
    padded[padded.length - 1] = count;
    expect(parseRtp(padded)).toEqual({ kind: 'invalid', why: 'padding' });
  });

  it('RTCP on the same port', () => {
    const report = packet();
    report[1] = 200;
    expect(isRtcp(report)).toBe(true);
    expect(parseRtp(report)).toEqual({ kind: 'invalid', why: 'rtcp' });
  });
});

it('takes padding off', () => {
  const padded = packet({ payload: Uint8Array.of(1, 2, 3, 0, 0, 3) });
  padded[0] = 0xa0;
  expect(parseRtp(padded)).toMatchObject({ kind: 'rtp', payload: Uint8Array.of(1, 2, 3) });
});

it('accepts a packet without a payload', () => {
  expect(parseRtp(packet({ payload: new Uint8Array(0) }))).toMatchObject({
    kind: 'rtp',
    payload: new Uint8Array(0),
  });
});
