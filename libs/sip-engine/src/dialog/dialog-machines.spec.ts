// The repetitions a dialog owns, on a virtual clock: 2xx until ACK, reliable provisional responses until PRACK.
import { rfcTimers } from '../transaction/timers';
import { AcceptedInvite } from './accepted-invite';
import { ReliableProvisional } from './reliable-provisional';
import { expiresAfterMs, parseSessionExpires, refreshAfterMs } from './session-interval';

const run = (machine: AcceptedInvite | ReliableProvisional, untilMs: number): [number, string][] => {
  const log: [number, string][] = [];
  while (machine.deadlineMs <= untilMs) {
    const atMs = machine.deadlineMs;
    log.push([atMs, machine.expire(atMs)]);
  }
  return log;
};

describe('a 2xx until its ACK', () => {
  it('is repeated from T1 up to every T2 and given up after 64*T1', () => {
    const machine = new AcceptedInvite(rfcTimers, 0);
    expect(run(machine, 60_000)).toEqual([
      ...[500, 1_500, 3_500, 7_500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500].map((atMs) => [
        atMs,
        'repeat',
      ]),
      [32_000, 'give-up'],
    ]);
    expect(machine.acknowledge()).toBe(false);
  });

  it('stops at the first ACK; further ones are repetitions', () => {
    const machine = new AcceptedInvite(rfcTimers, 0);
    expect(machine.acknowledge()).toBe(true);
    expect(machine.acknowledge()).toBe(false);
    expect(machine.deadlineMs).toBe(Infinity);
  });
});

describe('a reliable provisional response until its PRACK', () => {
  it('is repeated with doubling intervals and given up after 64*T1', () => {
    const machine = new ReliableProvisional(7, 1, { timers: rfcTimers, nowMs: 0 });
    expect(run(machine, 60_000)).toEqual([
      ...[500, 1_500, 3_500, 7_500, 15_500, 31_500].map((atMs) => [atMs, 'repeat']),
      [32_000, 'give-up'],
    ]);
  });

  it('takes only the PRACK that names it', () => {
    const machine = new ReliableProvisional(7, 1, { timers: rfcTimers, nowMs: 0 });
    expect(machine.acknowledge(8, 1)).toBe(false);
    expect(machine.acknowledge(7, 2)).toBe(false);
    expect(machine.acknowledge(7, 1)).toBe(true);
    expect(machine.deadlineMs).toBe(Infinity);
  });
});

describe('session intervals', () => {
  it.each([
    ['1800', { seconds: 1800, refresher: undefined }],
    ['90;refresher=uas', { seconds: 90, refresher: 'uas' }],
    ['90 ; Refresher=UAC', { seconds: 90, refresher: 'uac' }],
    ['soon', undefined],
    [undefined, undefined],
  ])('reads %s', (value, expected) => {
    expect(parseSessionExpires(value)).toEqual(expected);
  });

  it('refreshes at half the interval and ends the smaller of 32 s and a third before it is over', () => {
    expect(refreshAfterMs({ seconds: 90, refresher: 'uac' })).toBe(45_000);
    expect(expiresAfterMs({ seconds: 90, refresher: 'uac' })).toBe(60_000);
    expect(expiresAfterMs({ seconds: 1800, refresher: 'uac' })).toBe(1_768_000);
  });
});
