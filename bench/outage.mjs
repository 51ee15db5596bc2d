// The broker is killed under appends and comes back after a while: what the appends notice, and when all is handled, as JSON.
// Usage: node bench/outage.mjs [--away 600] [--rate 20]   (after a build; seconds, appends a second)
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ensureTopics, kafkaNames, openKafka } from '@trunkline/event-bus';
import { Tally } from '@trunkline/event-bus/kafka/tally.double';
import { recordOf } from '@trunkline/event-bus/record.double';
import { PostgresCursorStore, PostgresEventStore } from '@trunkline/event-store';
import { scratchPostgres } from '@trunkline/event-store/scratch-postgres';
import { startKafka } from '@trunkline/servers';
import { figures, numberFrom } from './figures.mjs';

const awaySeconds = numberFrom(process.argv, '--away', 600);
const rate = numberFrom(process.argv, '--rate', 20);
const CALLS = 100;
const PARTITIONS = 12;
const BEFORE_AND_AFTER_MS = 10_000;

const say = (text) => process.stderr.write(`${text}\n`);
const dataDir = mkdtempSync(join(tmpdir(), 'trunkline-bench-'));
let broker = await startKafka({ dataDir });
const postgres = await scratchPostgres({ durable: true });
const options = { brokers: broker.brokers, clientId: 'bench' };
const { events, deadLetters } = kafkaNames();
await ensureTopics(
  options,
  [events, deadLetters].map((name) => ({ name, partitions: PARTITIONS, replicationFactor: 1, config: {} })),
);
const store = new PostgresEventStore(postgres.pool);
const kafka = openKafka(options);
await kafka.startRelay({ log: store, signal: store, cursors: new PostgresCursorStore(postgres.pool) });
const tally = new Tally(store);
await kafka.bus.subscribe({ consumer: 'bench', handler: tally.handler, attemptsMax: 5 });

const append = recordOf(store);
const appendMs = { there: [], away: [] };
let phase = 'there';
let recorded = 0;
let isOver = false;
const writing = (async () => {
  for (; !isOver; recorded += 1) {
    const beganAt = performance.now();
    await append(`call/${recorded % CALLS}`, String(recorded % CALLS));
    const tookMs = performance.now() - beganAt;
    appendMs[phase].push(tookMs);
    await pause(Math.max(0, 1_000 / rate - tookMs));
  }
})();

await pause(BEFORE_AND_AFTER_MS);
say(`the broker is killed for ${awaySeconds} s`);
phase = 'away';
await broker.kill();
await pause(awaySeconds * 1_000);
phase = 'there';
broker = await startKafka({ dataDir, port: broker.port });
const backAt = performance.now();
const waiting = recorded - tally.applied;
say(`it is back; ${waiting} events wait`);
await tally.untilApplied(recorded);
const caughtUpMs = Math.round(performance.now() - backAt);
await pause(BEFORE_AND_AFTER_MS);
isOver = true;
await writing;
await tally.untilApplied(recorded);

const result = {
  machine: { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version, kafka: broker.version },
  awaySeconds,
  appendMs: { there: figures(appendMs.there), away: figures(appendMs.away) },
  events: { recorded, waiting, applied: tally.applied, offered: tally.offered },
  streamsOutOfOrder: tally.broken(),
  caughtUpMs,
};
process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);

await kafka.close();
await Promise.all([postgres.stop(), broker.stop()]);
rmSync(broker.dataDir, { recursive: true, force: true });
rmSync(dataDir, { recursive: true, force: true });
