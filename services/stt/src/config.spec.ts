// Settings.
import { readConfig } from './config';

it('has a default for everything', () => {
  expect(readConfig({}, 1)).toMatchObject({ engine: 'soundswallower', workers: 1, queueMs: 2_000 });
});

it('has one worker per core, up to eight, unless it is told', () => {
  expect(readConfig({}, 2).workers).toBe(2);
  expect(readConfig({}, 96).workers).toBe(8);
  expect(readConfig({ STT_WORKERS: '3' }, 96).workers).toBe(3);
});

it.each([
  ['STT_WORKERS', '0'],
  ['STT_SEATS', '33'],
  ['STT_ENGINE', 'telepathy'],
])('refuses %s=%s', (name, value) => {
  expect(() => readConfig({ [name]: value })).toThrow(name);
});
