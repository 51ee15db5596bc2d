// Appends per second and replayed events per second, as JSON: node bench/record.js [seconds per figure]. Build first.
const { createHost, replayStream, verifyChain } = require('@trunkline/event-sourcing');
const { MemoryEventStore, PostgresEventStore, sha256 } = require('@trunkline/event-store');
const { scratchPostgres } = require('@trunkline/event-store/scratch-postgres');

const seconds = Number(process.argv[2] ?? 3);

/** About what one turn of a call weighs. */
const text = 'the order with the number four seven one one, please'.repeat(3);
const decider = {
  category: 'call',
  initial: { turns: 0 },
  decide: (state, input) => [{ type: 'TurnTaken', v: 1, turn: state.turns, text: input.text }],
  evolve: (state) => ({ turns: state.turns + 1 }),
  effects: () => [],
  isFinal: () => false,
};

const append = (stream, version) => ({
  stream,
  tenantId: 'acme',
  callId: stream,
  expectedVersion: version - 1,
  actor: { service: 'policy', instance: 'a', epoch: 1 },
  causationId: 'cause',
  input: { type: 'Heard', inputId: `i${version}`, at: version, text },
  events: [{ type: 'TurnTaken', v: 1, turn: version, text }],
  isFinal: false,
});

const percentile = (sorted, share) =>
  Math.round(sorted[Math.floor((sorted.length - 1) * share)] * 1_000) / 1_000;

let streams = 0;

/** Runs `writers` writers side by side, each on streams of 50 events. */
const measure = async (writers, act) => {
  const latencies = [];
  const until = performance.now() + seconds * 1_000;
  const work = async () => {
    for (;;) {
      const stream = `call/bench-${(streams += 1)}`;
      for (let version = 0; version < 50; version += 1) {
        const before = performance.now();
        if (before > until) return;
        await act(stream, version);
        latencies.push(performance.now() - before);
      }
    }
  };
  await Promise.all(Array.from({ length: writers }, work));
  latencies.sort((left, right) => left - right);
  return {
    perSecond: Math.round(latencies.length / seconds),
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
  };
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

const measureStore = async (store) => ({
  append1: await measure(1, (stream, version) => store.append(append(stream, version))),
  append8: await measure(8, (stream, version) => store.append(append(stream, version))),
  hostDispatch8: await measure(
    8,
    (
      (host) => (stream, version) =>
        host.dispatch(stream, append(stream, version).input)
    )(hostOn(store)),
  ),
});

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

const main = async () => ({
  node: process.version,
  seconds,
  memory: await measureStore(new MemoryEventStore()),
  replay: await measureReplay(),
  postgres: await measurePostgres(false),
  postgresDurable: await measurePostgres(true),
});

main().then((figures) => console.log(JSON.stringify(figures, undefined, 2)));
