// Writers side by side, each on streams of their own, and how long each write took: the load of the record's benchmarks.

export const EVENTS_PER_STREAM = 50;

/** About what one turn of a call weighs. */
const TEXT = 'the order with the number four seven one one, please'.repeat(3);

export const append = (stream, version, isFinal = false) => ({
  stream,
  tenantId: 'acme',
  callId: stream,
  expectedVersion: version - 1,
  actor: { service: 'policy', instance: 'a', epoch: 1 },
  causationId: 'cause',
  input: { type: 'Heard', inputId: `i${version}`, at: version, text: TEXT },
  events: [{ type: 'TurnTaken', v: 1, turn: version, text: TEXT }],
  isFinal,
});

let streams = 0;

/** How many of `write(stream, version)` were done in so many seconds, and how long one took. */
export const measure = async ({ writers, seconds }, write) => {
  const latencies = [];
  const until = performance.now() + seconds * 1_000;
  const work = async () => {
    for (;;) {
      const stream = `call/bench-${(streams += 1)}`;
      for (let version = 0; version < EVENTS_PER_STREAM; version += 1) {
        const before = performance.now();
        if (before > until) return;
        await write(stream, version);
        latencies.push(performance.now() - before);
      }
    }
  };
  await Promise.all(Array.from({ length: writers }, work));
  latencies.sort((left, right) => left - right);
  return {
    count: latencies.length,
    perSecond: Math.round(latencies.length / seconds),
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
  };
};

const percentile = (sorted, share) =>
  Math.round(sorted[Math.floor((sorted.length - 1) * share)] * 1_000) / 1_000;
