// Settings.
import { readConfig } from './config';

it('has a default for everything', () => {
  expect(readConfig({})).toMatchObject({ engine: 'flite', workers: 1, cacheEntriesMax: 512 });
});

it.each([
  ['TTS_WORKERS', '0'],
  ['TTS_PIECE_MS_MAX', 'soon'],
  ['TTS_ENGINE', 'parrot'],
])('refuses %s=%s', (name, value) => {
  expect(() => readConfig({ [name]: value })).toThrow(name);
});
