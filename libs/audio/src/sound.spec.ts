// Levels, tones, noise, bed and mixing: as loud as asked, the same each time, and without steps.
import { Bed, bedLoop } from './bed';
import { comfortNoise, comfortNoiseLevel } from './comfort-noise';
import { decodeMulaw, encodeMulaw, MULAW_VALUES } from './g711';
import { LEVEL_DBFS_MIN, levelOf, levelOfMulaw } from './level';
import { mix, mixMulaw } from './mix';
import { beep, loop, ringback, RINGBACK_EUROPE, tone } from './tones';

const stepMax = (pcm: Int16Array): number =>
  pcm.slice(1).reduce((most, sample, index) => Math.max(most, Math.abs(sample - pcm[index]!)), 0);

describe('a level', () => {
  it('is 0 for a full-scale square, -3 for a full-scale sine, and the least for silence', () => {
    expect(levelOf(Int16Array.of(-32_768, -32_768))).toBeCloseTo(0, 5);
    const sine = Int16Array.from(
      { length: 8_000 },
      (_, index) => 32_767 * Math.sin((2 * Math.PI * index) / 8),
    );
    expect(levelOf(sine)).toBeCloseTo(-3.01, 1);
    expect(levelOf(new Int16Array(160))).toBe(LEVEL_DBFS_MIN);
    expect(levelOf(new Int16Array(0))).toBe(LEVEL_DBFS_MIN);
  });

  it('is the same of mu-law', () => {
    const sound = decodeMulaw(encodeMulaw(tone({ frequenciesHz: [440], durationMs: 100 })));
    expect(levelOfMulaw(encodeMulaw(sound))).toBeCloseTo(levelOf(sound), 9);
  });
});

describe('a tone', () => {
  it('has the level asked for and soft edges', () => {
    const sound = tone({ frequenciesHz: [1_000], durationMs: 200, levelDbfs: -20 });
    expect(levelOf(sound.subarray(400, 1_200))).toBeCloseTo(-20, 1);
    expect(Math.abs(sound[1]!)).toBeLessThan(200);
    expect(sound.at(-1)).toBe(0);
  });

  it('saturates when its parts are too loud together', () => {
    const sound = tone({ frequenciesHz: [100, 101], durationMs: 50, levelDbfs: 0 });
    expect(Math.max(...sound)).toBe(32_767);
  });

  it('beeps', () => {
    expect(beep()).toHaveLength(2_400);
  });
});

it('rings back by its cadence, for ever', () => {
  const source = ringback(RINGBACK_EUROPE);
  const levels = Array.from({ length: 500 }, () => levelOfMulaw(source.next()));
  const rung = levels.map((level) => (level > -40 ? 'r' : '.')).join('');
  expect(rung).toBe(`${'r'.repeat(50)}${'.'.repeat(200)}`.repeat(2));
});

it('loops whole frames', () => {
  const source = loop(Uint8Array.from({ length: 400 }, (_, index) => index & 0xff));
  expect([source.next()[0], source.next()[0], source.next()[0]]).toEqual([0, 160, 0]);
});

describe('comfort noise', () => {
  it('has the level asked for', () => {
    const source = comfortNoise({ levelDbfs: -50 });
    const frames = Array.from({ length: 200 }, () => [...source.next()]).flat();
    expect(levelOfMulaw(Uint8Array.from(frames))).toBeCloseTo(-50, 0);
  });

  it('is the same for the same seed, another for another', () => {
    const first = (seed: number): string => comfortNoise({ seed, levelDbfs: -40 }).next().join();
    expect(first(5)).toBe(first(5));
    expect(first(5)).not.toBe(first(6));
  });

  it('reads the level of a comfort noise payload', () => {
    expect(comfortNoiseLevel(Uint8Array.of(0x80 | 62, 3, 4))).toBe(-62);
    expect(comfortNoiseLevel(new Uint8Array(0))).toBeUndefined();
  });
});

describe('the bed', () => {
  it('is quiet music at about -30 dBFS, never silent and never loud', () => {
    const second = 50 * 160;
    const whole = bedLoop();
    expect(levelOfMulaw(whole)).toBeCloseTo(-30, 0);
    for (let at = 0; at + second <= whole.length; at += second) {
      expect(levelOfMulaw(whole.subarray(at, at + second))).toBeGreaterThan(-40);
      expect(levelOfMulaw(whole.subarray(at, at + second))).toBeLessThan(-24);
    }
  });

  it('has no step, its own seam included', () => {
    const whole = decodeMulaw(bedLoop());
    const twice = Int16Array.from([...whole.subarray(-800), ...whole.subarray(0, 800)]);
    expect(stepMax(twice)).toBeLessThan(1_000);
    expect(stepMax(whole)).toBeLessThan(1_600);
  });

  it('is the same on every line, each from its own beginning', () => {
    const one = new Bed();
    const first = [...one.next()];
    one.next();
    expect([...new Bed().next()]).toEqual(first);
    expect(bedLoop().length % 160).toBe(0);
  });
});

describe('a mix', () => {
  it('adds, and saturates', () => {
    expect([...mix(Int16Array.of(100, 30_000, -30_000), Int16Array.of(50, 30_000, -30_000, 7))]).toEqual([
      150, 32_767, -32_768, 7,
    ]);
  });

  it('adds mu-law by value, and leaves a voice over silence as it is', () => {
    const voice = Uint8Array.from({ length: 255 }, (_, code) => code).filter((code) => code !== 0x7f);
    const silent = new Uint8Array(voice.length).fill(0xff);
    expect([...mixMulaw(voice, silent)]).toEqual([...voice]);
    expect(MULAW_VALUES[mixMulaw(Uint8Array.of(0x80), Uint8Array.of(0x80))[0]!]).toBe(32_124);
  });
});
