// The settings: defaults, ranges, and keys that are long enough to be secrets.
import { readConfig } from './config';

const KEY = 'x'.repeat(32);
const env = { TOOLS_SERVICE_KEY: KEY, CONFIRMATION_KEY: KEY };

it('has defaults for everything but secrets', () => {
  expect(readConfig(env)).toMatchObject({
    bind: '127.0.0.1:7106',
    privateHosts: [],
    isSole: false,
    fenceWaitMs: 2_250,
  });
});

it('takes a list of private hosts', () => {
  expect(readConfig({ ...env, TOOLS_PRIVATE_HOSTS: '127.0.0.1:8090, crm.local' }).privateHosts).toEqual([
    '127.0.0.1:8090',
    'crm.local',
  ]);
});

it.each([
  ['a short key', { CONFIRMATION_KEY: 'short' }, 'CONFIRMATION_KEY is shorter'],
  ['no key', { TOOLS_SERVICE_KEY: '' }, 'TOOLS_SERVICE_KEY is not set'],
  ['a wait without end', { TOOLS_FENCE_WAIT_MS: '99999' }, 'TOOLS_FENCE_WAIT_MS=99999'],
])('refuses %s', (_name, over, message) => {
  expect(() => readConfig({ ...env, ...over })).toThrow(message);
});
