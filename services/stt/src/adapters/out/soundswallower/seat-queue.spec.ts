// Who gets a seat, who waits, and who is told that there is none.
import { SeatQueue, type Seats } from './seat-queue';

const desk = ({ seats = 1, workers = 1, waitingMax = 2 } = {}) => {
  const told: string[] = [];
  const timers: { atMs: number; callback: () => void }[] = [];
  let nowMs = 0;
  const all = Array.from({ length: workers }, () => worker(seats));
  const queue = new SeatQueue(all, {
    waitingMax,
    waitMsMax: 300,
    nowMs: () => nowMs,
    after: (delayMs, callback) => {
      const timer = { atMs: nowMs + delayMs, callback };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), 1);
    },
    onSeated: (waitedMs) => told.push(`waited ${waitedMs}`),
    onChange: () => undefined,
  });
  const seek = (name: string) =>
    queue.seek({
      stageKey: 'main',
      take: ({ worker: taken }) => told.push(`${name} at ${all.indexOf(taken)}`),
      refuse: (detail) => told.push(`${name}: ${detail}`),
    });
  const pass = (durationMs: number): void => {
    nowMs += durationMs;
    for (const timer of timers.filter(({ atMs }) => atMs <= nowMs)) timer.callback();
  };
  return { queue, told, seek, pass, all };
};

const worker = (count: number) => {
  const own = {
    isUp: true,
    freeCount: count,
    onFree: () => undefined as void,
    takeSeat: () => (own.freeCount > 0 ? (own.freeCount -= 1) : undefined),
    hasLoaded: () => false,
    giveBack: () => {
      own.freeCount += 1;
      own.onFree();
    },
  };
  return own satisfies Seats;
};

it('spreads utterances over the workers', () => {
  const { seek, told } = desk({ workers: 2, seats: 2 });
  for (const name of ['a', 'b', 'c', 'd']) seek(name);
  expect(told.filter((what) => what.includes(' at '))).toEqual(['a at 0', 'b at 1', 'c at 0', 'd at 1']);
});

it('gives the next free seat to who has waited longest', () => {
  const { seek, told, pass, all } = desk();
  for (const name of ['a', 'b', 'c']) seek(name);
  pass(100);
  all[0]?.giveBack();
  pass(100);
  all[0]?.giveBack();
  expect(told).toEqual(['waited 0', 'a at 0', 'waited 100', 'b at 0', 'waited 200', 'c at 0']);
});

it('refuses at once when as many wait as may', () => {
  const { seek, told } = desk({ waitingMax: 1 });
  for (const name of ['a', 'b', 'c']) seek(name);
  expect(told.at(-1)).toBe('c: no decoder is free');
});

it('refuses who has waited for too long, and serves the others', () => {
  const { seek, told, pass, all } = desk();
  seek('a');
  seek('b');
  pass(200);
  seek('c');
  pass(100);
  expect(told.at(-1)).toBe('b: no decoder was free in time');
  all[0]?.giveBack();
  expect(told.at(-1)).toBe('c at 0');
});

it('forgets who has left', () => {
  const { seek, told, pass, all } = desk();
  seek('a');
  const leave = seek('b');
  seek('c');
  leave();
  all[0]?.giveBack();
  pass(1_000);
  expect(told).toEqual(['waited 0', 'a at 0', 'waited 0', 'c at 0']);
});

it('lets nobody wait for a worker that is gone', () => {
  const { seek, told, all } = desk();
  Object.assign(all[0] ?? {}, { isUp: false, freeCount: 0 });
  seek('a');
  expect(told).toEqual(['a: no decoder is free']);
});

it('refuses all who wait when it is closed', () => {
  const { queue, seek, told, pass } = desk();
  for (const name of ['a', 'b']) seek(name);
  queue.close();
  pass(1_000);
  expect(told.slice(2)).toEqual(['b: closed']);
});
