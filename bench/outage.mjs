// The broker is killed under appends and comes back after a while: what the appends notice, and when all is handled, as JSON.
// Usage: node bench/outage.mjs [--away 600] [--rate 20]   (after a build; seconds, appends a second)
import { setTimeout as pause } from 'node:timers/promises';
import { Tally } from '@trunkline/event-bus/kafka/tally.double';
import { recordOf } from '@trunkline/event-bus/record.double';
import { figures, numberFrom } from './figures.mjs';
import { openLoopback } from './loopback.mjs';

const awaySeconds = numberFrom(process.argv, '--away', 600);
const rate = numberFrom(process.argv, '--rate', 20);
const CALLS = 100;
const BEFORE_AND_AFTER_MS = 10_000;

const say = (text) => process.stderr.write(`${text}\n`);
const { store, bus, startRelay, killBroker, startBrokerAgain, machine, close } = await openLoopback();
await startRelay();
const tally = new Tally(store);
await bus.subscribe({ consumer: 'bench', handler: tally.handler, attemptsMax: 5 });

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
await killBroker();
await pause(awaySeconds * 1_000);
phase = 'there';
await startBrokerAgain();
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
  machine,
  awaySeconds,
  appendMs: { there: figures(appendMs.there), away: figures(appendMs.away) },
  events: { recorded, waiting, applied: tally.applied, offered: tally.offered },
  streamsOutOfOrder: tally.broken(),
  caughtUpMs,
};
process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);

await close();
