// Batches for the wire.
import fc from 'fast-check';
import { batchesOf } from './audio-batches';

const piece = (bytes: number, endsMs: readonly number[] = []) => ({
  mulaw: new Uint8Array(bytes).fill(7),
  marks: endsMs.map((endMs, index) => ({ endMs, endChar: (index + 1) * 5 })),
});

it('cuts 100 ms batches, fills up to whole frames with silence, and puts each word where it ends', () => {
  const batches = batchesOf(piece(1_000, [40, 100, 101]), { startByte: 1_600, startChar: 20, pauseMs: 50 });
  expect(batches.map(({ mulaw }) => mulaw.length)).toEqual([800, 640]);
  expect(batches.map(({ marks }) => marks)).toEqual([
    [
      { endMs: 240, endChar: 25 },
      { endMs: 300, endChar: 30 },
    ],
    [{ endMs: 301, endChar: 35 }],
  ]);
  expect([...(batches[1]?.mulaw.subarray(199, 201) ?? [])]).toEqual([7, 0xff]);
});

it('loses no audio and no word, whole frames only', () => {
  const durationMs = fc.integer({ min: 0, max: 3_000 });
  fc.assert(
    fc.property(durationMs, fc.array(fc.nat(3_000)), fc.nat(400), (length, ends, pauseMs) => {
      const marks = ends.filter((endMs) => endMs <= length).sort((a, b) => a - b);
      const batches = batchesOf(piece(length * 8, marks), { startByte: 0, startChar: 0, pauseMs });
      const bytes = batches.reduce((sum, { mulaw }) => sum + mulaw.length, 0);
      expect(bytes % 160).toBe(0);
      expect(bytes - (length + pauseMs) * 8).toBeGreaterThanOrEqual(0);
      expect(bytes - (length + pauseMs) * 8).toBeLessThan(160);
      if (length > 0)
        expect(batches.flatMap((batch) => batch.marks.map(({ endMs }) => endMs))).toEqual(marks);
    }),
  );
});
