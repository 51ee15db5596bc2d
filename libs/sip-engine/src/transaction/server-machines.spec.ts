// The server transactions on a virtual clock: every timer of RFC 3261 17.2 and RFC 6026.
import { InviteServerTransaction } from './invite-server';
import type { ServerMachine, ServerOutput } from './machine';
import { NonInviteServerTransaction } from './non-invite-server';
import { rfcTimers } from './timers';

const udp = { timers: rfcTimers, isReliable: false };
const tcp = { timers: rfcTimers, isReliable: true };

const run = (machine: ServerMachine, untilMs: number): [number, ServerOutput][] => {
  const log: [number, ServerOutput][] = [];
  while (machine.deadlineMs <= untilMs) {
    const atMs = machine.deadlineMs;
    for (const output of machine.expire(atMs)) log.push([atMs, output]);
  }
  return log;
};

describe('INVITE server transaction', () => {
  it('answers a repeated INVITE with the last provisional response', () => {
    const machine = new InviteServerTransaction(udp);
    expect(machine.repeat(0)).toEqual([]);
    expect(machine.respond(180, 10)).toEqual(['send']);
    expect(machine.repeat(500)).toEqual(['send']);
    expect(machine.deadlineMs).toBe(Infinity);
  });

  it('repeats a refusal with timer G up to T2 and gives up with timer H', () => {
    const machine = new InviteServerTransaction(udp);
    expect(machine.respond(486, 0)).toEqual(['send']);
    expect(run(machine, 40_000)).toEqual([
      ...[500, 1_500, 3_500, 7_500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500].map((atMs) => [
        atMs,
        'send',
      ]),
      [32_000, 'timeout'],
      [32_000, 'terminated'],
    ]);
  });

  it('stops at the ACK and lingers for timer I', () => {
    const machine = new InviteServerTransaction(udp);
    machine.respond(486, 0);
    expect(machine.acknowledge(200)).toEqual([]);
    expect(machine.acknowledge(300)).toEqual([]);
    expect(machine.repeat(400)).toEqual([]);
    expect(run(machine, 40_000)).toEqual([[5_200, 'terminated']]);
  });

  it('does not repeat or linger over a reliable transport', () => {
    const machine = new InviteServerTransaction(tcp);
    machine.respond(486, 0);
    expect(machine.deadlineMs).toBe(32_000);
    expect(machine.acknowledge(200)).toEqual(['terminated']);
  });

  it('absorbs the INVITE in accepted for timer L and lets only 2xx through', () => {
    const machine = new InviteServerTransaction(udp);
    machine.respond(200, 0);
    expect(machine.repeat(500)).toEqual([]);
    expect(machine.acknowledge(600)).toEqual([]);
    expect(machine.respond(200, 700)).toEqual(['send']);
    expect(machine.respond(486, 800)).toEqual([]);
    expect(machine.respond(180, 900)).toEqual([]);
    expect(run(machine, 40_000)).toEqual([[32_000, 'terminated']]);
  });

  it('takes one final response only', () => {
    const machine = new InviteServerTransaction(udp);
    machine.respond(486, 0);
    expect(machine.respond(200, 10)).toEqual([]);
    expect(machine.respond(487, 20)).toEqual([]);
  });
});

describe('non-INVITE server transaction', () => {
  it('absorbs repetitions until there is an answer, then repeats it until timer J', () => {
    const machine = new NonInviteServerTransaction(udp);
    expect(machine.repeat(100)).toEqual([]);
    expect(machine.respond(200, 200)).toEqual(['send']);
    expect(machine.repeat(500)).toEqual(['send']);
    expect(machine.respond(500, 600)).toEqual([]);
    expect(run(machine, 40_000)).toEqual([[32_200, 'terminated']]);
  });

  it('repeats a provisional response', () => {
    const machine = new NonInviteServerTransaction(udp);
    machine.respond(100, 0);
    expect(machine.repeat(500)).toEqual(['send']);
    expect(machine.acknowledge(600)).toEqual([]);
  });

  it('ends with its answer over a reliable transport', () => {
    const machine = new NonInviteServerTransaction(tcp);
    expect(machine.respond(200, 0)).toEqual(['send', 'terminated']);
  });
});
