// Secrets reach a service as files, and a wrong one stops it before it listens.
import { fileVariables } from './file-variables';

const files: Readonly<Record<string, string>> = { '/run/secrets/desk': 'key\n', '/run/secrets/none': '\n' };
const readText = (path: string): string => {
  const text = files[path];
  if (text === undefined) throw new Error('ENOENT');
  return text;
};

describe('settings from files', () => {
  it('are the content under the name without the suffix', () => {
    expect(fileVariables({ DESK_KEY_FILE: '/run/secrets/desk', OTHER: 'x' }, readText)).toEqual({
      DESK_KEY: 'key',
    });
  });

  it('leave files of other programs alone', () => {
    expect(fileVariables({ TLS_CONFIG_FILE: '/nowhere' }, readText)).toEqual({});
  });

  it.each([
    [{ DESK_KEY_FILE: '/run/secrets/desk', DESK_KEY: 'other' }, 'both DESK_KEY and DESK_KEY_FILE are set'],
    [{ DESK_KEY_FILE: '/nowhere' }, 'DESK_KEY_FILE=/nowhere cannot be read'],
    [{ DESK_KEY_FILE: '/run/secrets/none' }, 'DESK_KEY_FILE=/run/secrets/none is empty'],
  ])('are refused: %j', (env, message) => {
    expect(() => fileVariables(env, readText)).toThrow(message);
  });
});
