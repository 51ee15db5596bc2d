// The sweep: what is gone from the record goes, what is not stays, and what fails is tried again.
import { type EventStore } from '@trunkline/event-sourcing';
import { type ExpiredCall, MemoryCursorStore, MemoryEventStore } from '@trunkline/event-store';
import { MemoryCallTable } from '../adapters/out/memory-call-table';
import { MemoryRecordings } from '../adapters/out/memory-recordings';
import { rowOf } from '../ports/call-table.contract';
import { appendAll } from '../test/append-all.double';
import { cancelledOrder } from '../test/cancelled-order.double';
import { sweepExpired, SWEEPER, type ExpirySweepDeps, type Swept } from './expiry-sweep';

const DAY_MS = 86_400_000;

interface Given {
  readonly calls: readonly string[];
  readonly told: readonly (readonly [callId: string, expiredAtMs: number])[];
}

const given = async ({ calls, told }: Given) => {
  const table = new MemoryCallTable();
  for (const callId of calls) await table.update(undefined, callId, () => rowOf(callId, 1));
  const recordings = new MemoryRecordings(calls);
  const cursors = new MemoryCursorStore();
  const list: ExpiredCall[] = told.map(([callId, expiredAtMs]) => ({
    tenantId: 'acme',
    callId,
    expiredAtMs,
  }));
  const asked: number[] = [];
  const deps: ExpirySweepDeps & { record: Pick<EventStore, 'read'> } = {
    record: new MemoryEventStore(),
    expired: async ({ sinceMs, limit }) => {
      asked.push(limit);
      return list.filter((call) => call.expiredAtMs >= sinceMs).slice(0, limit);
    },
    cursors,
    table,
    recordings,
  };
  const left = async () => (await table.list({ limit: 9_999 })).map(({ callId }) => callId).sort();
  return { deps, list, asked, recordings, cursors, left };
};

const swept = async (deps: ExpirySweepDeps, signal?: AbortSignal): Promise<Swept> => {
  const result = await sweepExpired(deps, signal);
  if (result.kind !== 'swept') throw new Error(result.kind);
  return result;
};

it('deletes row and recording of the calls it is told, and of no others', async () => {
  const { deps, recordings, left } = await given({ calls: ['a', 'b', 'c'], told: [['b', 5]] });
  expect(await swept(deps)).toEqual({ kind: 'swept', rows: 1, recordings: 1, failures: 0, isDone: true });
  expect(recordings.left).toEqual(['a', 'c']);
  expect(await left()).toEqual(['a', 'c']);
});

it('leaves a call that the record still has, whatever else of it has expired', async () => {
  const { deps, recordings, left } = await given({
    calls: ['c1', 'c2'],
    told: [
      ['c1', 5],
      ['c2', 6],
    ],
  });
  const store = new MemoryEventStore();
  await appendAll(store, cancelledOrder);
  expect(await swept({ ...deps, record: store })).toMatchObject({ rows: 1, recordings: 1 });
  expect(recordings.left).toEqual(['c1']);
  expect(await left()).toEqual(['c1']);
});

it('finds nothing to do the second time, and does not mind a recording that is missing', async () => {
  const { deps } = await given({
    calls: ['a'],
    told: [
      ['a', 5],
      ['never-recorded', 6],
    ],
  });
  await swept(deps);
  expect(await swept(deps)).toEqual({ kind: 'swept', rows: 0, recordings: 0, failures: 0, isDone: true });
});

it('goes on where it ended, with a look back at what may have committed late', async () => {
  const { deps, list, recordings } = await given({
    calls: ['a', 'late', 'long-past'],
    told: [['a', 3 * DAY_MS]],
  });
  await swept(deps);
  list.unshift(
    { tenantId: 'acme', callId: 'long-past', expiredAtMs: DAY_MS },
    { tenantId: 'acme', callId: 'late', expiredAtMs: 3 * DAY_MS - 60_000 },
  );
  await swept(deps);
  expect(recordings.left).toEqual(['long-past']);
});

it('takes page after page, even when a thousand calls expire in one millisecond', async () => {
  const ids = Array.from({ length: 1_800 }, (_, index) => `c${index}`);
  const told = ids.map((id, index) => [id, index < 1_200 ? 7 : 8 + index] as const);
  const { deps, asked, recordings } = await given({ calls: ids, told });
  expect(await swept(deps)).toMatchObject({ rows: 1_800, recordings: 1_800, isDone: true });
  expect(recordings.left).toEqual([]);
  expect(Math.max(...asked)).toBe(2_000);
});

it('tries a recording again that could not be deleted, and is not held up by it', async () => {
  const { deps, recordings, left } = await given({
    calls: ['a', 'b', 'c'],
    told: [
      ['a', DAY_MS],
      ['b', 2 * DAY_MS],
      ['c', 9 * DAY_MS],
    ],
  });
  recordings.stuck.add('b');
  expect(await swept(deps)).toMatchObject({
    recordings: 2,
    failures: 1,
    firstFailure: { callId: 'b', error: new Error('read-only') },
  });
  expect(recordings.left).toEqual(['b']);
  expect(await left()).toEqual([]);
  recordings.stuck.clear();
  expect(await swept(deps)).toMatchObject({ recordings: 1, failures: 0 });
  expect(recordings.left).toEqual([]);
});

it('gives up on a folder in which nothing can be deleted, and begins there again', async () => {
  const ids = Array.from({ length: 90 }, (_, index) => `c${100 + index}`);
  const { deps, recordings } = await given({
    calls: ids,
    told: ids.map((id, index) => [id, index * DAY_MS] as const),
  });
  ids.forEach((id) => recordings.stuck.add(id));
  expect(await swept(deps)).toMatchObject({ rows: 20, recordings: 0, failures: 20, isDone: false });
  recordings.stuck.clear();
  expect(await swept(deps)).toMatchObject({ rows: 70, recordings: 90, isDone: true });
});

it('ends between two pages when it is told to', async () => {
  const stop = new AbortController();
  const { deps, recordings } = await given({ calls: ['a'], told: [['a', 5]] });
  stop.abort();
  expect(await swept(deps, stop.signal)).toMatchObject({ rows: 0, isDone: false });
  expect(recordings.left).toEqual(['a']);
});

it('leaves the work to whoever leads, and the lead to the next', async () => {
  const { deps, cursors } = await given({ calls: [], told: [] });
  const lead = await cursors.lead(SWEEPER);
  expect(await sweepExpired(deps)).toEqual({ kind: 'somebody-leads' });
  await lead?.release();
  const failing = { ...deps, expired: () => Promise.reject(new Error('no record')) };
  await expect(sweepExpired(failing)).rejects.toThrow('no record');
  expect(await sweepExpired(deps)).toMatchObject({ kind: 'swept' });
});
