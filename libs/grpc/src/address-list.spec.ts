import { instancesOf, serviceConfigOf, targetOf } from './address-list';

describe('an address', () => {
  it('of one instance stays as it is', () => {
    expect(targetOf('unix:/run/a.sock')).toBe('unix:/run/a.sock');
    expect(serviceConfigOf('stt:7102')).toContain('pick_first');
  });

  it('of several goes round them', () => {
    expect(targetOf('a:1,b:2')).toBe('list:a:1,b:2');
    expect(serviceConfigOf('a:1,b:2')).toContain('round_robin');
    expect(serviceConfigOf('dns:///stt:7102')).toContain('round_robin');
    expect(targetOf('dns:///stt:7102')).toBe('dns:///stt:7102');
  });

  it.each([
    [
      'a:7104, b:7104',
      [
        { host: 'a', port: 7104 },
        { host: 'b', port: 7104 },
      ],
    ],
    ['unix:/a.sock,[::1]:7104', [{ path: '/a.sock' }, { host: '::1', port: 7104 }]],
    ['a:7104,', [{ host: 'a', port: 7104 }]],
    ['a:7104,b', undefined],
    [',', undefined],
    [Array(33).fill('a:1').join(), undefined],
  ])('%s is understood', (list, instances) => {
    expect(instancesOf(list)).toEqual(instances);
  });
});
