// An idle connection arms no timer; one with work arms one.
import { patchRequestQueue } from './request-queue-patch';

interface Queue {
  pending: unknown[];
  throttledUntil: number;
  maxInFlightRequests: number;
  inflight: { set(key: number, value: unknown): void };
  checkPendingRequests(): void;
  destroy(): void;
}

const silent = { debug: () => undefined, warn: () => undefined };

const queue = (): Queue => {
  const RequestQueue = jest.requireActual<new (options: object) => Queue>('kafkajs/src/network/requestQueue');
  return new RequestQueue({
    maxInFlightRequests: 1,
    requestTimeout: 1_000,
    enforceRequestTimeout: false,
    logger: silent,
  });
};

/** How many timers 100 rounds of a second each lead to. */
const timersOf = (idle: Queue): number => {
  jest.useFakeTimers();
  try {
    const armed = jest.spyOn(globalThis, 'setTimeout');
    idle.checkPendingRequests();
    for (let round = 0; round < 100; round += 1) jest.advanceTimersByTime(10);
    const count = armed.mock.calls.length;
    armed.mockRestore();
    idle.destroy();
    return count;
  } finally {
    jest.useRealTimers();
  }
};

describe('the timer patch', () => {
  it('is needed: an idle queue arms timers for ever without it', () => {
    jest.isolateModules(() => expect(timersOf(queue())).toBeGreaterThan(100));
  });

  it('leaves an idle queue without timers', () => {
    patchRequestQueue();
    expect(timersOf(queue())).toBe(0);
  });

  it('looks again at requests that wait for others', () => {
    patchRequestQueue();
    const busy = queue();
    busy.inflight.set(1, {});
    busy.pending.push({});
    expect(timersOf(busy)).toBeGreaterThan(1);
  });

  it('waits as long as the broker asked for silence', () => {
    jest.useFakeTimers();
    try {
      patchRequestQueue();
      const throttled = queue();
      throttled.throttledUntil = Date.now() + 5_000;
      const armed = jest.spyOn(globalThis, 'setTimeout');
      throttled.checkPendingRequests();
      expect(armed.mock.calls.map(([, ms]) => ms)).toEqual([5_000]);
      armed.mockRestore();
      throttled.destroy();
    } finally {
      jest.useRealTimers();
    }
  });
});
