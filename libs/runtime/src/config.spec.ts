import { ConfigError, flag, hostPort, int, oneOf, str } from './config';
import { newId } from './ids';

describe('config', () => {
  it('reads bounded integers and names what is wrong', () => {
    expect(int({ PORT: '8080' }, 'PORT', { min: 1, max: 65_535, or: 1 })).toBe(8080);
    expect(int({}, 'PORT', { min: 1, max: 65_535, or: 7 })).toBe(7);
    expect(() => int({ PORT: '99999' }, 'PORT', { min: 1, max: 65_535, or: 1 })).toThrow(
      new ConfigError('config: PORT=99999 is not an integer in 1..65535'),
    );
    expect(() => int({ PORT: '80x' }, 'PORT', { min: 1, max: 65_535, or: 1 })).toThrow(ConfigError);
  });

  it('reads strings, choices and flags', () => {
    expect(str({ A: 'x' }, 'A')).toBe('x');
    expect(() => str({}, 'A')).toThrow('config: A is not set and has no default');
    expect(oneOf({ M: 'b' }, 'M', { values: ['a', 'b'], or: 'a' })).toBe('b');
    expect(() => oneOf({ M: 'c' }, 'M', { values: ['a', 'b'], or: 'a' })).toThrow('is not one of a, b');
    expect(flag({ F: 'true' }, 'F', false)).toBe(true);
    expect(hostPort('127.0.0.1:5060', '--sip')).toEqual({ host: '127.0.0.1', port: 5060 });
    expect(() => hostPort('5060', '--sip')).toThrow('config: --sip=5060 is not HOST:PORT');
  });
});

describe('newId', () => {
  it('sorts by time and does not repeat', () => {
    const ids = [1_000, 2_000, 3_000].map(newId);
    expect([...ids].sort()).toEqual(ids);
    expect(ids[0]).toMatch(/^[0-9a-z]{26}$/);
    expect(newId(1_000)).not.toBe(newId(1_000));
  });
});
