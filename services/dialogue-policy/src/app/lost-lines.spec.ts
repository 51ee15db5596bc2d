// A line that goes away has a grace; only then, and only if nobody has it, its call ends.
import { type call } from '@trunkline/domain';
import { StoreUnavailable, type Scheduler } from '@trunkline/event-sourcing';
import { MemoryEventStore } from '@trunkline/event-store';
import { sampleFlow } from '@trunkline/flow/sample-flow';
import { TERMS } from '../config';
import { LostLines, type LostLinesDeps } from './lost-lines';

const STARTED = {
  type: 'CallStarted',
  v: 1,
  callId: 'open-1',
  tenantId: 't',
  flow: 'orders',
  flowHash: 'h',
  from: '1',
  to: '2',
  trunk: 't1',
  gateway: 'g1',
  answeredAt: 0,
  spentTodayMicros: 0,
} as const;
const BRIDGED = [
  { type: 'HandoffRequested', v: 1, handoffId: 'h1', reason: 'limit.turns', queue: 'q', trigger: 'policy' },
  { type: 'HandoffProgressed', v: 1, handoffId: 'h1', state: 'bridged' },
] as const;

const recordOf = async (callIds: readonly string[], events: readonly call.CallEvent[]) => {
  const store = new MemoryEventStore();
  for (const callId of callIds) {
    await store.append({
      ...{
        stream: `call/${callId}`,
        tenantId: 't',
        callId,
        expectedVersion: -1,
        causationId: 'c',
        isFinal: false,
      },
      actor: { service: 'dialogue-policy', instance: 'i', epoch: 1 },
      input: { type: 'StartCall', inputId: 'i', at: 0 },
      events,
    });
  }
  return store;
};

const settled = async (): Promise<void> => {
  for (let turns = 0; turns < 20; turns += 1) await Promise.resolve();
};

const world = (over: Partial<LostLinesDeps> = {}) => {
  let now = 0;
  const timers = new Set<{ at: number; run: () => void }>();
  const scheduler: Scheduler = {
    schedule: (at, run) => {
      const timer = { at, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
  };
  const ended: string[] = [];
  const attached = new Set<string>();
  const lostLines = new LostLines({
    calls: {
      lose: async (callId) => {
        ended.push(callId);
      },
      endAbandoned: async (callId) => {
        ended.push(`${callId}, held by nobody`);
      },
    },
    lines: { has: (callId) => attached.has(callId) },
    flows: { pinned: async () => undefined },
    store: {
      openStreams: async () => ['call/open-1', 'call/open-2'],
      read: async () => ({ events: [], inputs: [], version: -1, epoch: 0 }),
    },
    scheduler,
    terms: { ...TERMS, reattachMsMax: 1_000, sweepMs: 5_000 },
    clock: () => now,
    onError: (error) => {
      throw error;
    },
    ...over,
  });
  const advance = async (ms: number): Promise<void> => {
    now += ms;
    for (const timer of [...timers]) {
      if (timer.at > now || !timers.delete(timer)) continue;
      timer.run();
      await settled();
    }
  };
  return { lostLines, ended, attached, advance };
};

it('ends the call when the grace is over', async () => {
  const { lostLines, ended, advance } = world();
  lostLines.lost('call-1');
  await advance(999);
  expect(ended).toEqual([]);
  await advance(1);
  expect(ended).toEqual(['call-1']);
});

it('does not when the line came back', async () => {
  const { lostLines, ended, advance } = world();
  lostLines.lost('call-1');
  lostLines.found('call-1');
  await advance(5_000);
  expect(ended).toEqual([]);
});

it('ends it when the record is back, if it was away when the grace was over', async () => {
  let isAway = true;
  const ended: string[] = [];
  const lose = async (callId: string): Promise<void> => {
    if (isAway) throw new StoreUnavailable('away');
    ended.push(callId);
  };
  const { lostLines, attached, advance } = world({
    calls: { lose, endAbandoned: lose },
    onError: () => undefined,
  });
  lostLines.lost('call-1');
  lostLines.lost('call-2');
  await advance(1_000);
  attached.add('call-2');
  lostLines.found('call-2');
  await advance(1_000);
  isAway = false;
  await advance(1_999);
  expect(ended).toEqual([]);
  await advance(1);
  expect(ended).toEqual(['call-1']);
  await advance(100_000);
  expect(ended).toEqual(['call-1']);
});

it('does not when the service closes: another instance has the call', async () => {
  const { lostLines, ended, advance } = world();
  lostLines.lost('call-1');
  lostLines.close();
  lostLines.lost('call-2');
  await advance(5_000);
  expect(ended).toEqual([]);
});

it('ends at the start what is open and without a line, once the grace is over', async () => {
  const { lostLines, ended, attached, advance } = world();
  lostLines.start();
  attached.add('open-1');
  await advance(1_000);
  expect(ended).toEqual(['open-2, held by nobody']);
});

it('asks again at its next sweep, if the record was away at the first', async () => {
  let isAway = true;
  const { lostLines, ended, advance } = world({
    store: {
      openStreams: async () => {
        if (isAway) throw new StoreUnavailable('away');
        return ['call/open-1'];
      },
      read: async () => ({ events: [], inputs: [], version: -1, epoch: 0 }),
    },
    onError: () => undefined,
  });
  lostLines.start();
  await advance(1_000);
  expect(ended).toEqual([]);
  isAway = false;
  await advance(5_000);
  expect(ended).toEqual(['open-1, held by nobody']);
});

it('leaves what may be held elsewhere, where there are other instances', async () => {
  const { lostLines, ended, advance } = world({
    terms: { ...TERMS, reattachMsMax: 1_000, instances: 'many' },
  });
  lostLines.start();
  await advance(1_000);
  expect(ended).toEqual([]);
});

it.each([
  [
    'talks and has been silent for minutes',
    [],
    125_000,
    ['open-1, held by nobody', 'open-2, held by nobody'],
  ],
  ['was heard of a moment ago', [], 100_000, []],
  ['is on hold', [{ type: 'LineHeld', v: 1 }], 125_000, []],
  ['is with a human', BRIDGED, 125_000, []],
] as const)('where there are other instances, a call that %s', async (...[, more, ageMs, expected]) => {
  const { lostLines, ended, advance } = world({
    terms: { ...TERMS, reattachMsMax: ageMs, instances: 'many' },
    flows: { pinned: async () => ({ hash: 'h', flow: sampleFlow }) },
    store: await recordOf(['open-1', 'open-2'], [STARTED, ...more]),
  });
  lostLines.start();
  await advance(ageMs);
  expect(ended).toEqual(expected);
});
