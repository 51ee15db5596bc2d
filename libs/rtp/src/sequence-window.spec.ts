// What the window of sequence numbers knows of the recent past.
import { SequenceWindow } from './sequence-window';

it('knows what arrived, as audio or otherwise, over the wrap', () => {
  const window = new SequenceWindow();
  window.addAudio(65_535);
  window.addOther(0);
  expect([65_534, 65_535, 0, 1].map((sequence) => window.has(sequence))).toEqual([false, true, true, false]);
  window.clear();
  expect(window.has(0)).toBe(false);
});

it('forgets what a later number has taken the slot of', () => {
  const window = new SequenceWindow();
  window.addAudio(5);
  window.addAudio(5 + 512);
  expect(window.has(5)).toBe(false);
});

it('calls a gap free when nothing but other packets lies in it', () => {
  const window = new SequenceWindow();
  window.addOther(65_535);
  window.addOther(0);
  expect(window.isGapFree(65_534, 1)).toBe(true);
  expect(window.isGapFree(1, 2)).toBe(true);
});

it.each([
  ['is missing', []],
  ['came too late to be played', [1]],
])('does not when audio %s', (_, audio) => {
  const window = new SequenceWindow();
  audio.forEach((sequence) => window.addAudio(sequence));
  expect(window.isGapFree(0, 2)).toBe(false);
});

it('does not when the gap is longer than it can know', () => {
  expect(new SequenceWindow().isGapFree(0, 600)).toBe(false);
  expect(new SequenceWindow().isGapFree(1, 1)).toBe(false);
});
