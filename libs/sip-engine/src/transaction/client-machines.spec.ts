// The client transactions on a virtual clock: every timer of RFC 3261 17.1 and RFC 6026.
import { InviteClientTransaction } from './invite-client';
import type { ClientMachine, ClientOutput } from './machine';
import { NonInviteClientTransaction } from './non-invite-client';
import { rfcTimers } from './timers';

const udp = { timers: rfcTimers, isReliable: false };
const tcp = { timers: rfcTimers, isReliable: true };

/** Runs the machine by its own deadlines up to a time and writes down what it did when. */
const run = (machine: ClientMachine, untilMs: number): [number, ClientOutput][] => {
  const log: [number, ClientOutput][] = [];
  while (machine.deadlineMs <= untilMs) {
    const atMs = machine.deadlineMs;
    for (const output of machine.expire(atMs)) log.push([atMs, output]);
  }
  return log;
};

describe('INVITE client transaction', () => {
  it('repeats with doubling timer A and gives up with timer B', () => {
    const machine = new InviteClientTransaction(udp);
    expect(machine.start(0)).toEqual(['send']);
    expect(run(machine, 40_000)).toEqual([
      [500, 'send'],
      [1_500, 'send'],
      [3_500, 'send'],
      [7_500, 'send'],
      [15_500, 'send'],
      [31_500, 'send'],
      [32_000, 'timeout'],
      [32_000, 'terminated'],
    ]);
    expect(machine.state).toBe('terminated');
  });

  it('does not repeat over a reliable transport, but gives up all the same', () => {
    const machine = new InviteClientTransaction(tcp);
    machine.start(0);
    expect(run(machine, 40_000)).toEqual([
      [32_000, 'timeout'],
      [32_000, 'terminated'],
    ]);
  });

  it('waits without end once a provisional response has come', () => {
    const machine = new InviteClientTransaction(udp);
    machine.start(0);
    expect(machine.receive(180, 100)).toEqual(['deliver']);
    expect(machine.deadlineMs).toBe(Infinity);
  });

  it('acknowledges a refusal and every repetition of it until timer D', () => {
    const machine = new InviteClientTransaction(udp);
    machine.start(0);
    expect(machine.receive(486, 100)).toEqual(['ack', 'deliver']);
    expect(machine.receive(486, 600)).toEqual(['ack']);
    expect(machine.receive(180, 700)).toEqual([]);
    expect(run(machine, 40_000)).toEqual([[32_100, 'terminated']]);
    expect(machine.receive(486, 33_000)).toEqual([]);
  });

  it('ends at once after a refusal over a reliable transport', () => {
    const machine = new InviteClientTransaction(tcp);
    machine.start(0);
    expect(machine.receive(486, 100)).toEqual(['ack', 'deliver', 'terminated']);
  });

  it('hands up every 2xx for 64*T1: a repetition or another fork', () => {
    const machine = new InviteClientTransaction(udp);
    machine.start(0);
    machine.receive(200, 1_000);
    expect(machine.receive(200, 1_500)).toEqual(['deliver']);
    expect(machine.receive(180, 1_600)).toEqual([]);
    expect(machine.receive(486, 1_700)).toEqual([]);
    expect(run(machine, 40_000)).toEqual([[33_000, 'terminated']]);
  });

  it('reports a transport error only while it waits', () => {
    const waiting = new InviteClientTransaction(udp);
    waiting.start(0);
    expect(waiting.fail()).toEqual(['failed', 'terminated']);
    const done = new InviteClientTransaction(udp);
    done.start(0);
    done.receive(200, 10);
    expect(done.fail()).toEqual([]);
  });
});

describe('non-INVITE client transaction', () => {
  it('repeats with timer E up to T2 and gives up with timer F', () => {
    const machine = new NonInviteClientTransaction(udp);
    machine.start(0);
    expect(run(machine, 40_000)).toEqual([
      ...[500, 1_500, 3_500, 7_500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500].map((atMs) => [
        atMs,
        'send',
      ]),
      [32_000, 'timeout'],
      [32_000, 'terminated'],
    ]);
  });

  it('repeats every T2 once it is proceeding', () => {
    const machine = new NonInviteClientTransaction(udp);
    machine.start(0);
    machine.receive(100, 100);
    expect(run(machine, 9_000)).toEqual([
      [500, 'send'],
      [4_500, 'send'],
      [8_500, 'send'],
    ]);
  });

  it('absorbs repetitions of the answer until timer K', () => {
    const machine = new NonInviteClientTransaction(udp);
    machine.start(0);
    expect(machine.receive(200, 50)).toEqual(['deliver']);
    expect(machine.receive(200, 550)).toEqual([]);
    expect(run(machine, 10_000)).toEqual([[5_050, 'terminated']]);
  });

  it('ends with its answer over a reliable transport', () => {
    const machine = new NonInviteClientTransaction(tcp);
    machine.start(0);
    expect(machine.receive(404, 50)).toEqual(['deliver', 'terminated']);
    expect(machine.fail()).toEqual([]);
  });
});
