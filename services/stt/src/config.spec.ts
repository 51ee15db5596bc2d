// Settings.
import { readConfig } from './config';

it('has a default for everything', () => {
  expect(readConfig({})).toMatchObject({ engine: 'soundswallower', workers: 1, queueMs: 2_000 });
});

it.each([
  ['STT_WORKERS', '0'],
  ['STT_SEATS_PER_WORKER', '17'],
  ['STT_ENGINE', 'telepathy'],
])('refuses %s=%s', (name, value) => {
  expect(() => readConfig({ [name]: value })).toThrow(name);
});
