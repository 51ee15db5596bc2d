// Quantities as people write them.
import { durationMs, moneyMicros, sizeBytes } from './units';

it.each([
  ['800ms', 800],
  ['1.5s', 1500],
  ['5m', 300_000],
  ['1h', 3_600_000],
])('%s is %d ms', (text, ms) => expect(durationMs(text)).toBe(ms));

it.each([
  ['$0.05', 50_000],
  ['$1', 1_000_000],
  ['$0.000015', 15],
  ['$50.10', 50_100_000],
])('%s is %d micros', (text, micros) => expect(moneyMicros(text)).toBe(micros));

it.each([
  ['64KB', 65_536],
  ['10B', 10],
  ['2MB', 2_097_152],
])('%s is %d bytes', (text, bytes) => expect(sizeBytes(text)).toBe(bytes));

it.each(['5', '5 s', 's', '-5s', ''])('"%s" is no duration', (text) =>
  expect(() => durationMs(text)).toThrow('is no quantity'),
);
