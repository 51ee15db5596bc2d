// Real calls in which the caller answers the read-back with a plain "yes": how often it is acted on, as JSON.
// Usage: node bench/yes-calls.mjs [--calls 12] [--at-once 3]   (after a build; progress goes to standard error)
import { createRequire } from 'node:module';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startExample } from './example-platform.mjs';
import { numberFrom } from './figures.mjs';

const require = createRequire(import.meta.url);
const { startPerson } = require('@trunkline/platform/demo/person-process');

/** A gateway under strain takes no call; it is asked again later. */
const REFUSED_MS = 3_000;
const VOICES = ['rms', 'awb', 'kal16', 'kal'];
const STEPS = [
  ...['listen: 900', 'say: cancel my order', 'listen: 500', 'say: five two two three zero', 'listen: 500'],
  ...['say: that is right', 'listen: 900', "say: 'yes'", 'listen: 900', 'say: no thank you', 'stay: 15000'],
];

const print = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr);
const calls = numberFrom(process.argv, '--calls', 12);
const atOnce = numberFrom(process.argv, '--at-once', 3);
const dir = await mkdtemp(join(tmpdir(), 'trunkline-yes-'));
const example = await startExample(dir, 'sip:ana@127.0.0.1:5999');
const scripts = await Promise.all(VOICES.map(scriptOf));

let next = 0;
await Promise.all(Array.from({ length: atOnce }, callers));
const told = await fromRecord();
await example.close();
print(`${JSON.stringify(told, undefined, 2)}\n`);
process.exit(0);

async function callers() {
  while (next < calls) {
    const script = scripts[next++ % scripts.length];
    const { host, port } = example.platform.sip;
    const person = startPerson(['call', script, '--to', `sip:orders@${host}:${port}`], (line) =>
      process.stderr.write(`${line}\n`),
    );
    await person.ended.catch(async (error) => {
      process.stderr.write(`${error.message}\n`);
      if (error.message.includes('503')) await new Promise((resolve) => setTimeout(resolve, REFUSED_MS));
    });
  }
}

async function scriptOf(voice) {
  const file = join(dir, `${voice}.yaml`);
  const steps = STEPS.map((step) => `  - ${step}\n`).join('');
  await writeFile(file, `name: a plain yes\nvoice: ${voice}\nsteps:\n${steps}`);
  return file;
}

async function fromRecord() {
  const traces = await example.traces();
  const found = { calls, readBack: 0, actedOnFirstYes: 0, refused: {}, yes: [], faults: [] };
  for (const { callId } of await traces.calls({ limit: 1_000 })) {
    const events = ((await traces.events(callId)) ?? []).filter(({ stream }) => stream === `call/${callId}`);
    note(
      found,
      events.map(({ event }) => event),
    );
  }
  return found;
}

function note(found, events) {
  for (const { type, part, kind } of events)
    if (type === 'SpeechDegraded') found.faults.push(`${part} ${kind}`);
  const readBackAt = events.findIndex(({ type }) => type === 'ReadBack');
  if (readBackAt < 0) return;
  found.readBack += 1;
  const since = events.slice(readBackAt);
  const heard = since.find(({ type }) => type === 'UtteranceFinal');
  if (heard) found.yes.push(`${heard.text} ${heard.confidence.toFixed(2)}`);
  const verdict = since.find(({ type }) => type === 'Confirmed' || type === 'ConfirmationRefused');
  if (verdict?.type === 'Confirmed') found.actedOnFirstYes += 1;
  else found.refused[verdict?.because ?? 'never'] = (found.refused[verdict?.because ?? 'never'] ?? 0) + 1;
}
