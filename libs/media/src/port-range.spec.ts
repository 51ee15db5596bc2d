import { portRange } from './port-range';

describe('portRange', () => {
  it('hands out even ports in turn and runs dry', () => {
    const ports = portRange(30_001, 30_006);
    expect(ports.size).toBe(2);
    expect([ports.take(0), ports.take(0), ports.take(0)]).toEqual([30_002, 30_004, undefined]);
  });

  it('lets a port rest before it is used again', () => {
    const ports = portRange(30_000, 30_001);
    const port = ports.take(0) ?? 0;
    ports.give(port, 1_000);
    expect(ports.free(1_500)).toBe(0);
    expect(ports.take(2_999)).toBeUndefined();
    expect(ports.take(3_000)).toBe(30_000);
  });

  it('takes a port back once, and only one that is out', () => {
    const ports = portRange(30_000, 30_003);
    const port = ports.take(0) ?? 0;
    expect(ports.out).toBe(1);
    ports.give(port, 0);
    ports.give(port, 0);
    ports.give(40_000, 0);
    expect(ports.out).toBe(0);
    expect([ports.take(2_000), ports.take(2_000), ports.take(2_000)]).toEqual([30_002, 30_000, undefined]);
  });
});
