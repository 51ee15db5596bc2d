// When a call is judged: after its end has settled, once nothing of it is open, or when it has been open for too long.
import { type Recorded, StoreUnavailable } from '@trunkline/event-sourcing';
import {
  MemoryCursorStore,
  MemoryEventStore,
  MemorySnapshotStore,
  type WholeCall,
} from '@trunkline/event-store';
import { sampleFlow } from '@trunkline/flow/sample-flow';
import { silentLogger } from '@trunkline/runtime';
import { MemoryCallTable } from '../adapters/out/memory-call-table';
import { rowOf } from '../ports/call-table.contract';
import { recordCall } from '../test/decided-call.double';
import { AGAIN_MS, judgeEnded, type JudgeDeps, OPEN_MS_MAX, SETTLE_MS } from './judge-ended';

const ENDED_AT = 1_000;

const given = async (answer: (whole: WholeCall & { kind: 'whole' }) => WholeCall) => {
  const store = new MemoryEventStore();
  const snapshots = new MemorySnapshotStore();
  await recordCall({ store, snapshots, flow: sampleFlow, callId: 'c1' });
  const table = new MemoryCallTable();
  await table.update(undefined, 'c1', () => rowOf('c1', 1, { endedAt: ENDED_AT }));
  const { events, inputs } = await store.read('call/c1');
  const asked: string[] = [];
  const replayed: string[] = [];
  let nowMs = ENDED_AT;
  const deps: JudgeDeps = {
    table,
    snapshots,
    wholeCall: async ({ callId }) => {
      asked.push(callId);
      return answer({ kind: 'whole', events, inputs, isClosed: true });
    },
    replay: async (streams) => replayed.push(...streams),
    cursors: new MemoryCursorStore(),
    clock: () => nowMs,
    log: silentLogger,
  };
  const judgedAt = (atMs: number) => {
    nowMs = atMs;
    return judgeEnded(deps);
  };
  return { deps, table, asked, replayed, judgedAt };
};

const NOTHING = { kind: 'judged', held: 0, broken: 0, failed: 0 };

it('waits until the end has settled, and judges once', async () => {
  const { judgedAt, asked } = await given((whole) => whole);
  expect(await judgedAt(ENDED_AT + SETTLE_MS - 1)).toEqual(NOTHING);
  expect(await judgedAt(ENDED_AT + SETTLE_MS)).toEqual({ ...NOTHING, held: 1 });
  expect(await judgedAt(ENDED_AT + OPEN_MS_MAX)).toEqual(NOTHING);
  expect(asked).toEqual(['c1']);
});

it('comes back to a call of which something is open, and does not for ever', async () => {
  const { judgedAt, asked } = await given((whole) => ({ ...whole, isClosed: false }));
  expect(await judgedAt(ENDED_AT + SETTLE_MS)).toEqual(NOTHING);
  expect(await judgedAt(ENDED_AT + SETTLE_MS + AGAIN_MS)).toEqual(NOTHING);
  expect(asked).toHaveLength(1);
  expect(await judgedAt(ENDED_AT + OPEN_MS_MAX)).toEqual({ ...NOTHING, held: 1 });
  expect(asked).toHaveLength(2);
});

it('holds what a call has not done yet against it only when nothing is to come', async () => {
  const isEnd = ({ event }: Recorded): boolean => event.type === 'CallEnded';
  const unended = (isClosed: boolean) => (whole: WholeCall & { kind: 'whole' }) => ({
    ...whole,
    events: whole.events.slice(0, whole.events.findIndex(isEnd)),
    isClosed,
  });
  const late = ENDED_AT + OPEN_MS_MAX;
  expect(await (await given(unended(false))).judgedAt(late)).toEqual({ ...NOTHING, held: 1 });
  expect(await (await given(unended(true))).judgedAt(late)).toEqual({ ...NOTHING, broken: 1 });
});

it('decides again a share of the calls, and each of which something does not hold', async () => {
  const late = ENDED_AT + OPEN_MS_MAX;
  const sound = await given((whole) => whole);
  for (let n = 0; n < 100; n += 1) {
    await sound.table.update(undefined, `n${n}`, () => rowOf(`n${n}`, 1, { endedAt: ENDED_AT }));
  }
  await sound.judgedAt(late);
  expect(sound.replayed.length).toBeGreaterThan(0);
  expect(sound.replayed.length).toBeLessThan(20);
  const broken = await given((whole) => ({ ...whole, events: whole.events.slice(0, -1) }));
  await broken.judgedAt(late);
  expect(broken.replayed).toEqual(['call/c1']);
});

it('lets go of a call that is gone', async () => {
  const { judgedAt, asked } = await given(() => ({ kind: 'gone' }));
  expect(await judgedAt(ENDED_AT + OPEN_MS_MAX)).toEqual(NOTHING);
  expect(await judgedAt(ENDED_AT + OPEN_MS_MAX)).toEqual(NOTHING);
  expect(asked).toHaveLength(1);
});

it('counts what it cannot judge, and does not keep others waiting for it', async () => {
  const late = ENDED_AT + OPEN_MS_MAX;
  const tooLong = await given(() => ({ kind: 'too-long', events: 99_999 }));
  expect(await tooLong.judgedAt(late)).toEqual({ ...NOTHING, failed: 1 });
  expect(await tooLong.judgedAt(late)).toEqual(NOTHING);
  const poisoned = await given(() => {
    throw new TypeError('what no checker should meet');
  });
  expect(await poisoned.judgedAt(late)).toEqual({ ...NOTHING, failed: 1 });
  const flowless = await given((whole) => whole);
  const snapshots = new MemorySnapshotStore();
  expect(await judgeEnded({ ...flowless.deps, snapshots, clock: () => late })).toEqual({
    ...NOTHING,
    failed: 1,
  });
});

it('goes on from there when the record is back', async () => {
  let isAway = true;
  const { judgedAt } = await given((whole) => {
    if (isAway) throw new StoreUnavailable('away');
    return whole;
  });
  await expect(judgedAt(ENDED_AT + SETTLE_MS)).rejects.toThrow(StoreUnavailable);
  isAway = false;
  expect(await judgedAt(ENDED_AT + SETTLE_MS)).toEqual({ ...NOTHING, held: 1 });
});
