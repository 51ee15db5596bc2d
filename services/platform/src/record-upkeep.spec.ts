// Upkeep of a data folder's record: after the start, once a day, bounded, and ended between two pieces.
import { type Kept, type KeepOptions } from '@trunkline/event-store';
import { silentLogger } from '@trunkline/runtime';
import { startUpkeep } from './record-upkeep';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const DAY_MS = 86_400_000;

const piece = (change: Partial<Kept>): Kept => ({
  partitionsMade: 0,
  partitionsDropped: 0,
  streamsDeleted: 0,
  streamsOpen: 0,
  isDone: true,
  ...change,
});

const started = (keep: (options: KeepOptions) => Promise<Kept>) => {
  const told: unknown[] = [];
  const log = {
    ...silentLogger,
    info: (fields: unknown) => told.push(fields),
    warn: (fields: unknown) => told.push(fields),
  };
  return { told, upkeep: startUpkeep({ keep, log }) };
};

it('runs after the start and then once a day, also after a run that failed', async () => {
  let runs = 0;
  const { told, upkeep } = started(async () => {
    runs += 1;
    if (runs === 2) throw new Error('no record');
    return piece({ partitionsMade: runs });
  });
  await jest.advanceTimersByTimeAsync(0);
  expect(runs).toBe(0);
  await jest.advanceTimersByTimeAsync(60_000 + 2 * DAY_MS);
  expect(told).toEqual([
    piece({ partitionsMade: 1 }),
    { err: new Error('no record') },
    piece({ partitionsMade: 3 }),
  ]);
  await upkeep.stop();
  await jest.advanceTimersByTimeAsync(DAY_MS);
  expect(runs).toBe(3);
});

it('goes on in pieces until it is through, and tells the sum', async () => {
  const pieces = [
    piece({ partitionsMade: 4, streamsDeleted: 10, isDone: false }),
    piece({ partitionsDropped: 1, streamsDeleted: 5, isDone: false }),
    piece({ streamsOpen: 2 }),
  ];
  const { told, upkeep } = started(async () => pieces.shift() ?? piece({}));
  await jest.advanceTimersByTimeAsync(60_000);
  expect(told).toEqual([
    piece({ partitionsMade: 4, partitionsDropped: 1, streamsDeleted: 15, streamsOpen: 2 }),
  ]);
  await upkeep.stop();
});

it('leaves what is too much for one run to the next day', async () => {
  let pieces = 0;
  const { told, upkeep } = started(async ({ stepsMax = 0 }) => {
    expect(stepsMax).toBeLessThanOrEqual(20);
    pieces += 1;
    return piece({ isDone: false });
  });
  await jest.advanceTimersByTimeAsync(60_000);
  expect(pieces).toBe(100);
  expect(told).toEqual([piece({ isDone: false })]);
  await upkeep.stop();
});

it('ends after the piece under way when the platform ends', async () => {
  const ends: ((kept: Kept) => void)[] = [];
  const { upkeep } = started(() => new Promise((done) => ends.push(done)));
  await jest.advanceTimersByTimeAsync(60_000);
  const stopped = upkeep.stop();
  ends[0]?.(piece({ isDone: false }));
  await stopped;
  expect(ends).toHaveLength(1);
});
