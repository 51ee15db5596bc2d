// Concealment: a lost frame sounds like the voice before it, and a long loss like silence.
import { Concealment } from './concealment';
import { levelOf } from './level';
import { noise } from './comfort-noise';

const FRAME = 160;
/** A steady voice of 125 Hz with harmonics: its period is 64 samples. */
const voice = Int16Array.from({ length: FRAME * 20 }, (_, index) => {
  const phase = (2 * Math.PI * index) / 64;
  return Math.round(6_000 * Math.sin(phase) + 2_500 * Math.sin(2 * phase + 1) + 1_200 * Math.sin(5 * phase));
});
const frameOf = (sound: Int16Array, index: number): Int16Array =>
  sound.subarray(index * FRAME, (index + 1) * FRAME);
const primed = (sound: Int16Array, frames: number): Concealment => {
  const concealment = new Concealment();
  for (let index = 0; index < frames; index += 1) concealment.good(frameOf(sound, index));
  return concealment;
};
const difference = (one: Int16Array, other: Int16Array): number =>
  levelOf(one.map((sample, index) => sample - other[index]!));

it('lets what came pass unchanged', () => {
  const concealment = new Concealment();
  expect(concealment.good(frameOf(voice, 0))).toEqual(frameOf(voice, 0));
});

it('goes on with the pitch of the voice', () => {
  const made = primed(voice, 5).lost();
  const real = frameOf(voice, 5);
  // The first half goes on at full level, so it is the voice itself.
  expect(difference(made.subarray(0, 80), real.subarray(0, 80))).toBeLessThan(levelOf(real) - 40);
});

it('fades: quieter with each frame, and silent after 60 ms', () => {
  const concealment = primed(voice, 5);
  const levels = [1, 2, 3, 4].map(() => levelOf(concealment.lost()));
  expect(levels[0]).toBeGreaterThan(levels[1]!);
  expect(levels[1]).toBeGreaterThan(levels[2]!);
  expect(levels[3]).toBe(-96);
});

it('joins what is made up and what is real again without a step', () => {
  const concealment = primed(voice, 5);
  const joined = [...frameOf(voice, 4), ...concealment.lost(), ...concealment.good(frameOf(voice, 6))];
  const steps = joined.slice(1).map((sample, index) => Math.abs(sample - joined[index]!));
  const ownSteps = [...voice.slice(1)].map((sample, index) => Math.abs(sample - voice[index]!));
  expect(Math.max(...steps)).toBeLessThan(1.5 * Math.max(...ownSteps));
});

it('joins a voice that has moved on in phase without a step', () => {
  const concealment = primed(voice, 5);
  const moved = voice.subarray(6 * FRAME + 16, 7 * FRAME + 16);
  const joined = [...concealment.lost().subarray(-20), ...concealment.good(moved)];
  const steps = joined.slice(1).map((sample, index) => Math.abs(sample - joined[index]!));
  expect(Math.abs(moved[0]! - joined[19]!)).toBeGreaterThan(2_500);
  expect(Math.max(...steps)).toBeLessThan(2_000);
});

it('is better than silence on every phase of the voice', () => {
  for (let index = 3; index < 15; index += 1) {
    const made = primed(voice, index).lost();
    const real = frameOf(voice, index);
    expect(difference(made, real)).toBeLessThan(levelOf(real) - 6);
  }
});

it('makes no more noise than there was, and nothing out of nothing', () => {
  const hiss = noise(FRAME * 5, { levelDbfs: -40 });
  expect(levelOf(primed(hiss, 5).lost())).toBeLessThan(-38);
  expect(levelOf(new Concealment().lost())).toBe(-96);
});

it('recovers for the next loss', () => {
  const concealment = primed(voice, 5);
  for (let index = 0; index < 5; index += 1) concealment.lost();
  for (let index = 5; index < 9; index += 1) concealment.good(frameOf(voice, index));
  expect(difference(concealment.lost().subarray(0, 80), frameOf(voice, 9).subarray(0, 80))).toBeLessThan(-50);
});
