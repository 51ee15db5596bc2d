// Rounds: one at a time, the next one whatever became of the last, and an end that waits.
import { aboutMs, startRounds } from './rounds';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const started = (round: (signal: AbortSignal) => Promise<unknown>) => {
  const faults: unknown[] = [];
  const rounds = startRounds({ round, firstMs: 10, everyMs: 100, onFault: (error) => faults.push(error) });
  return { rounds, faults };
};

it('waits for the first, and from the end of one for the next', async () => {
  const ends: (() => void)[] = [];
  const { rounds } = started(() => new Promise<void>((done) => ends.push(done)));
  await jest.advanceTimersByTimeAsync(9);
  expect(ends).toHaveLength(0);
  await jest.advanceTimersByTimeAsync(1_000);
  expect(ends).toHaveLength(1);
  ends[0]?.();
  await jest.advanceTimersByTimeAsync(99);
  expect(ends).toHaveLength(1);
  await jest.advanceTimersByTimeAsync(1);
  expect(ends).toHaveLength(2);
  ends[1]?.();
  await rounds.stop();
});

it('goes on after a round that failed, at once or later', async () => {
  let count = 0;
  const { rounds, faults } = started(() => {
    count += 1;
    if (count === 1) throw new Error('at once');
    return Promise.reject(new Error('later'));
  });
  await jest.advanceTimersByTimeAsync(110);
  expect(faults).toEqual([new Error('at once'), new Error('later')]);
  await rounds.stop();
});

it('tells the round under way to end, waits for it, and begins no other', async () => {
  const told: string[] = [];
  const { rounds } = started(async (signal) => {
    told.push('begun');
    await new Promise<void>((done) => signal.addEventListener('abort', () => done()));
    told.push('ended');
  });
  await jest.advanceTimersByTimeAsync(10);
  await rounds.stop();
  await jest.advanceTimersByTimeAsync(1_000);
  expect(told).toEqual(['begun', 'ended']);
});

it('spreads by a tenth', () => {
  expect([0, 0.5, 1].map((chance) => aboutMs(1_000, chance))).toEqual([900, 1_000, 1_100]);
});
