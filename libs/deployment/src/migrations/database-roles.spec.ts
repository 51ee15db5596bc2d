// Passwords come from the services' own addresses, and an address never reaches a message.
import { roleOf } from './database-roles';

describe('the role of a database address', () => {
  it('comes with its password as it is meant', () => {
    expect(roleOf('postgres://trunkline_handoff:a%2Fb@postgres:5432/trunkline')).toEqual({
      role: 'trunkline_handoff',
      password: 'a/b',
    });
  });

  it.each([
    'postgres://somebody:secret@postgres/trunkline',
    'postgres://trunkline_trace@postgres/trunkline',
    'secret',
  ])('is refused without showing it', (url) => {
    expect(() => roleOf(url)).toThrow(/needs a password/);
    expect(() => roleOf(url)).not.toThrow(/secret/);
  });
});
