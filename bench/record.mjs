// Appends per second and replayed events per second, as JSON: node bench/record.mjs [seconds per figure]. Build first.
import { createHost, replayStream, verifyChain } from '@trunkline/event-sourcing';
import { MemoryEventStore, PostgresEventStore, sha256 } from '@trunkline/event-store';
import { scratchPostgres } from '@trunkline/event-store/scratch-postgres';
import { append, measure } from './append-load.mjs';

const seconds = Number(process.argv[2] ?? 3);

const decider = {
  category: 'call',
  initial: { turns: 0 },
  decide: (state, input) => [{ type: 'TurnTaken', v: 1, turn: state.turns, text: input.text }],
  evolve: (state) => ({ turns: state.turns + 1 }),
  effects: () => [],
  isFinal: () => false,
};

const hostOn = (store) =>
  createHost({
    decider,
    store,
    actor: { service: 'policy', instance: 'a' },
    perform: () => undefined,
    clock: () => 0,
    scheduler: { schedule: () => () => undefined },
    locate: (stream) => ({ tenantId: 'acme', callId: stream }),
    limits: { streamsMax: 10_000_000 },
  });

const measureStore = async (store) => {
  const appendTo = (stream, version) => store.append(append(stream, version));
  const host = hostOn(store);
  const dispatch = (stream, version) => host.dispatch(stream, append(stream, version).input);
  return {
    append1: await measure({ writers: 1, seconds }, appendTo),
    append8: await measure({ writers: 8, seconds }, appendTo),
    hostDispatch8: await measure({ writers: 8, seconds }, dispatch),
  };
};

const measureReplay = async () => {
  const store = new MemoryEventStore();
  for (let version = 0; version < 1_000; version += 1) await store.append(append('call/replay', version));
  const stored = await store.read('call/replay');
  const rate = (act) => {
    const until = performance.now() + seconds * 1_000;
    let rounds = 0;
    while (performance.now() < until) {
      act();
      rounds += 1;
    }
    return Math.round((rounds * 1_000) / seconds);
  };
  return {
    replayEventsPerSecond: rate(() => replayStream(decider, stored, { sha256 })),
    verifyEventsPerSecond: rate(() => verifyChain(stored.events, sha256)),
  };
};

const measurePostgres = async (durable) => {
  const postgres = await scratchPostgres({ durable });
  try {
    const store = new PostgresEventStore(postgres.pool);
    const figures = await measureStore(store);
    const before = performance.now();
    let [cursor, events] = [undefined, 0];
    for (;;) {
      const page = await store.readAll(cursor, 1_000);
      if (page.events.length === 0) break;
      ({ cursor } = page);
      events += page.events.length;
    }
    return { ...figures, readAllPerSecond: Math.round((events * 1_000) / (performance.now() - before)) };
  } finally {
    await postgres.stop();
  }
};

const figures = {
  node: process.version,
  seconds,
  memory: await measureStore(new MemoryEventStore()),
  replay: await measureReplay(),
  postgres: await measurePostgres(false),
  postgresDurable: await measurePostgres(true),
};
console.log(JSON.stringify(figures, undefined, 2));
