// WAV bytes: read back as written, patched while they grow, and never a throw on strange files.
import fc from 'fast-check';
import {
  bytesOfPcm,
  encodeWav,
  interleaveMulaw,
  parseWav,
  pcmOfBytes,
  type WavFormat,
  wavHeader,
  wavHeaderBytes,
  wavPatches,
} from './wav';

const format: fc.Arbitrary<WavFormat> = fc.record({
  encoding: fc.constantFrom('pcm16' as const, 'mulaw' as const),
  channels: fc.constantFrom(1 as const, 2 as const),
  sampleRateHz: fc.constantFrom(8_000, 16_000, 24_000),
});
const anyData = fc.uint8Array({ maxLength: 300 });

it('reads back what it wrote', () => {
  fc.assert(
    fc.property(format, anyData, (given, data) => {
      const file = encodeWav(given, data);
      expect(file.length % 2).toBe(0);
      expect(parseWav(file)).toEqual({ kind: 'wav', ...given, data });
    }),
  );
});

it('patches the header of a recording that has grown into that of a whole file', () => {
  fc.assert(
    fc.property(format, anyData, (given, data) => {
      const file = encodeWav(given, data);
      file.set(wavHeader(given));
      for (const { offset, bytes } of wavPatches(given, data.length)) file.set(bytes, offset);
      expect(file).toEqual(encodeWav(given, data));
    }),
  );
});

it('writes the header that every player knows', () => {
  const header = wavHeader({ encoding: 'pcm16', channels: 2, sampleRateHz: 8_000 }, 1_000);
  expect(header).toHaveLength(wavHeaderBytes({ encoding: 'pcm16', channels: 2, sampleRateHz: 8_000 }));
  expect(Buffer.from(header).toString('hex')).toBe(
    '524946460c04000057415645666d74201000000001000200401f0000007d00000400100064617461e8030000',
  );
});

it('reads a file that was cut off, and one with chunks that are not ours', () => {
  const mono: WavFormat = { encoding: 'mulaw', channels: 1, sampleRateHz: 8_000 };
  const file = encodeWav(mono, new Uint8Array(100).fill(5));
  expect(parseWav(file.subarray(0, 108))).toMatchObject({ kind: 'wav', data: { length: 50 } });
  const listed = Uint8Array.from([
    ...file.subarray(0, 12),
    76,
    73,
    83,
    84,
    3,
    0,
    0,
    0,
    1,
    2,
    3,
    0,
    ...file.subarray(12),
  ]);
  expect(parseWav(listed)).toMatchObject({ kind: 'wav', data: { length: 100 } });
});

it.each<[string, (file: Uint8Array) => Uint8Array, string]>([
  ['text', () => Uint8Array.from(Buffer.from('hello, this is no sound')), 'no-riff'],
  ['nothing', () => new Uint8Array(0), 'no-riff'],
  ['a head alone', (file) => file.subarray(0, 12), 'no-format'],
  ['no data', (file) => file.subarray(0, 36), 'no-data'],
  ['another encoding', (file) => file.map((byte, at) => (at === 20 ? 85 : byte)), 'unsupported'],
  ['six channels', (file) => file.map((byte, at) => (at === 22 ? 6 : byte)), 'unsupported'],
])('refuses %s', (_, change, why) => {
  const file = encodeWav({ encoding: 'pcm16', channels: 1, sampleRateHz: 8_000 }, new Uint8Array(20));
  expect(parseWav(change(file))).toEqual({ kind: 'invalid', why });
});

it('never throws', () => {
  fc.assert(
    fc.property(anyData, fc.nat(100), fc.nat(255), (data, at, value) => {
      expect(['wav', 'invalid']).toContain(parseWav(data).kind);
      const file = encodeWav({ encoding: 'mulaw', channels: 2, sampleRateHz: 8_000 }, data);
      file[at % file.length] = value;
      expect(['wav', 'invalid']).toContain(parseWav(file).kind);
    }),
  );
});

it('interleaves two voices, the shorter padded with silence', () => {
  expect([...interleaveMulaw(Uint8Array.of(1, 2), Uint8Array.of(9))]).toEqual([1, 9, 2, 0xff]);
  expect([...interleaveMulaw(new Uint8Array(0), Uint8Array.of(9))]).toEqual([0xff, 9]);
});

it('takes samples to bytes and back', () => {
  fc.assert(
    fc.property(fc.int16Array({ maxLength: 50 }), (pcm) => expect(pcmOfBytes(bytesOfPcm(pcm))).toEqual(pcm)),
  );
});
