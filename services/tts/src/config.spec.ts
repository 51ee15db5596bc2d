// Settings.
import { readConfig } from './config';

it('has a default for everything', () => {
  expect(readConfig({}, 1)).toMatchObject({ engine: 'flite', workers: 1, cacheEntriesMax: 512 });
});

it('has one worker per core, up to four, unless it is told', () => {
  expect(readConfig({}, 2).workers).toBe(2);
  expect(readConfig({}, 64).workers).toBe(4);
  expect(readConfig({ TTS_WORKERS: '3' }, 64).workers).toBe(3);
});

it.each([
  ['TTS_WORKERS', '0'],
  ['TTS_PIECE_MS_MAX', 'soon'],
  ['TTS_ENGINE', 'parrot'],
])('refuses %s=%s', (name, value) => {
  expect(() => readConfig({ [name]: value })).toThrow(name);
});
