// How long an event takes from its append over a real broker to its handler, and how fast a backlog goes, as JSON.
// Usage: node bench/relay.mjs [--rate 100] [--seconds 20] [--backlog 10000]   (after a build; progress on standard error)
import { setTimeout as pause } from 'node:timers/promises';
import { numberFrom } from './figures.mjs';
import { openLoopback } from './loopback.mjs';

const [rate, seconds, backlog] = [
  numberFrom(process.argv, '--rate', 100),
  numberFrom(process.argv, '--seconds', 20),
  numberFrom(process.argv, '--backlog', 10_000),
];
const CALLS = 100;
const WRITERS = 8;

const say = (text) => process.stderr.write(`${text}\n`);
const tenths = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share) => Math.round(10 * sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]) / 10;
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
};

say('starting Postgres and Kafka');
const { store, bus, startRelay, machine, close } = await openLoopback();
const relay = await startRelay();

const appendedAt = new Map();
const delaysMs = [];
let handled = 0;
await bus.subscribe({
  consumer: 'bench',
  from: 'end',
  handler: async ({ eventId }) => {
    handled += 1;
    const at = appendedAt.get(eventId);
    // Before its append has returned: no delay.
    if (at === undefined) appendedAt.set(eventId, 'handled');
    else delaysMs.push(performance.now() - at);
  },
});

const versions = new Map();
const append = async (index) => {
  const call = `bench-${index % CALLS}`;
  const version = versions.get(call) ?? -1;
  versions.set(call, version + 1);
  const { events: appended } = await store.append({
    stream: `call/${call}`,
    tenantId: 'bench',
    callId: call,
    expectedVersion: version,
    actor: { service: 'bench', instance: 'bench', epoch: 1 },
    causationId: 'bench',
    input: { type: 'Heard', inputId: `i${version + 1}`, at: Date.now() },
    events: [{ type: 'Said', v: 1, text: 'x'.repeat(200) }],
    isFinal: false,
  });
  const { eventId } = appended[0];
  if (appendedAt.get(eventId) === 'handled') delaysMs.push(0);
  else appendedAt.set(eventId, performance.now());
};
const untilHandled = async (count) => {
  while (handled < count) await pause(1);
};

say(`${rate} appends a second for ${seconds} s`);
const steady = rate * seconds;
const beganAt = performance.now();
for (let index = 0; index < steady; index += 1) {
  await append(index);
  await pause(Math.max(0, beganAt + (index * 1_000) / rate - performance.now()));
}
await untilHandled(steady);
const delayMs = tenths(delaysMs);

say(`${backlog} appends by ${WRITERS} writers while nothing is published`);
await relay.stop();
let next = 0;
// A writer keeps to its own calls: the next version of a call is appended after the last.
const writer = async (first) => {
  for (let round = 0; next < backlog; round += 1) {
    next += 1;
    await append(first + ((round * WRITERS) % (CALLS - (CALLS % WRITERS))));
  }
};
const appendingAt = performance.now();
await Promise.all(Array.from({ length: WRITERS }, (_, first) => writer(first)));
const appendMs = performance.now() - appendingAt;
say('and the way it goes');
const catchingUpAt = performance.now();
await startRelay();
await untilHandled(steady + next);
const catchUpMs = performance.now() - catchingUpAt;

const result = {
  machine,
  steady: { appendsPerSecond: rate, seconds, delayMs },
  backlog: {
    events: next,
    appendedPerSecond: Math.round((1_000 * next) / appendMs),
    handledPerSecond: Math.round((1_000 * next) / catchUpMs),
  },
};
process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);

await close();
