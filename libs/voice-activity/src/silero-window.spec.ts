// 8 kHz doubled for a model that listens at 16 kHz.
import { doubleRate } from './silero-window';

it('puts the mean between samples, starting from the frame before', () => {
  expect([...doubleRate(Int16Array.of(8_192, 16_384), 0)]).toEqual([0.125, 0.25, 0.375, 0.5]);
  expect(doubleRate(Int16Array.of(0), 16_384)[0]).toBe(0.25);
});
