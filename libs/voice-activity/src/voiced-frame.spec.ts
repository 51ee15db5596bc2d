// The cheap reasons why a frame is no voice.
import { dtmfTone, FRAME_SAMPLES, levelOf, decodeMulaw, encodeMulaw, tone } from '@trunkline/audio';
import { INITIAL_FLOOR, isSteadyTone, nextFloor, predictionGainDb, risesAbove } from './voiced-frame';

const onTheLine = (pcm: Int16Array): Int16Array => decodeMulaw(encodeMulaw(pcm));
const frameAt = (pcm: Int16Array, index: number): Int16Array =>
  pcm.slice(index * FRAME_SAMPLES, (index + 1) * FRAME_SAMPLES);

describe('the noise floor', () => {
  it('falls quickly, rises slowly', () => {
    let floor = { levelDb: -40 };
    for (let frame = 0; frame < 10; frame++) floor = nextFloor(floor, -60);
    expect(floor.levelDb).toBeLessThan(-58);
    for (let frame = 0; frame < 50; frame++) floor = nextFloor(floor, -20);
    expect(floor.levelDb).toBeLessThan(-54);
  });

  it('lets only what is louder than itself rise above it', () => {
    expect(risesAbove({ levelDb: -40 }, -35)).toBe(false);
    expect(risesAbove({ levelDb: -40 }, -25)).toBe(true);
  });

  it('holds near silence down on a silent line', () => {
    expect(risesAbove(INITIAL_FLOOR, -54)).toBe(false);
  });
});

describe('steady tones', () => {
  const cases: readonly (readonly [string, Int16Array | undefined])[] = [
    ['ringback', tone({ frequenciesHz: [440, 480], durationMs: 200 })],
    ['European ringback', tone({ frequenciesHz: [425], durationMs: 200 })],
    ['a fax calling', tone({ frequenciesHz: [1_100], durationMs: 200 })],
    ['a DTMF 5', dtmfTone('5', 200)],
  ];
  it.each(cases)('finds %s through mu-law', (_name, pcm) => {
    const line = onTheLine(pcm ?? new Int16Array(1_600));
    expect(predictionGainDb(frameAt(line, 4))).toBeGreaterThan(19);
  });

  it('takes a tone whose level stands still for a tone, and one whose level moves for a voice', () => {
    const frame = frameAt(onTheLine(tone({ frequenciesHz: [425], durationMs: 200 })), 4);
    expect(isSteadyTone(frame, levelOf(frame), levelOf(frame) + 0.2)).toBe(true);
    expect(isSteadyTone(frame, levelOf(frame), levelOf(frame) - 6)).toBe(false);
  });

  it('does not predict noise', () => {
    let seed = 7;
    const noise = Int16Array.from({ length: FRAME_SAMPLES }, () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return (seed / 2_147_483_648 - 0.5) * 8_000;
    });
    expect(predictionGainDb(noise)).toBeLessThan(3);
  });
});
