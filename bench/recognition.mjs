// How many callers who speak at once the recogniser carries on this machine, as JSON, one step of callers after the other.
// Usage: node bench/recognition.mjs [--callers 4,8,16] [--seconds 20]   (after a build)
//
// Every caller says the same sentences of the example, one after the other with a second between, in real time over
// gRPC as the gateway sends them: 60 ms batches of mu-law. `late` is from the end of an utterance to its final.
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { cpuMs, statOf } from './cpu.mjs';
import { figures } from './figures.mjs';
import { startSpeech } from './speech-process.mjs';

const require = createRequire(import.meta.url);
const { credentials } = require('@grpc/grpc-js');
const { encodeMulaw } = require('@trunkline/audio');
const { speech } = require('@trunkline/contracts');
const { createFlite } = require('@trunkline/flite');

const SENTENCES = ['where is my order', 'five two two three zero', 'that is right', 'yes', 'no thank you'];
const PHRASES = [
  'where is my order',
  'cancel my order',
  '<digits>',
  'that is right',
  'yes',
  'no',
  'no thank you',
];
const DIGITS = 'zero one two three four five six seven eight nine'.split(' ');
const HINTS = {
  stage: 'bench',
  phrases: PHRASES,
  classes: [{ name: 'digits', phrases: DIGITS, repeatMin: 1, repeatMax: 5 }],
  vocabulary: [],
};
const BATCH_MS = 60;
const PAUSE_MS = 1_000;

const given = (flag, or) => (process.argv.includes(flag) ? process.argv[process.argv.indexOf(flag) + 1] : or);
const steps = given('--callers', '4,8,16').split(',').map(Number);
const seconds = Number(given('--seconds', '20'));

await measure();

async function measure() {
  const { child, address } = await startSpeech('stt');
  const spoken = await synthesise();
  const result = { cores: availableParallelism(), secondsPerStep: seconds, steps: [] };
  for (const callers of steps) result.steps.push(await step(callers, { address, child, spoken }));
  child.disconnect();
  process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
  process.exit(0);
}

async function synthesise() {
  const flite = await createFlite();
  const spoken = await Promise.all(SENTENCES.map((text) => flite.speak({ voice: 'rms', text })));
  await flite.close();
  return spoken.map(({ pcm }) => encodeMulaw(pcm));
}

async function step(callers, { address, child, spoken }) {
  const client = new speech.RecognizerServiceClient(address, credentials.createInsecure());
  const told = { late: [], faults: 0, spokenMs: 0, right: 0 };
  const until = performance.now() + seconds * 1_000;
  const before = await cpuMs(statOf(child.pid));
  const all = Array.from({ length: callers }, (_, at) =>
    converse(client.recognize(), { at, callers, until, spoken, told }),
  );
  await Promise.all(all);
  const used = (await cpuMs(statOf(child.pid))) - before;
  client.close();
  return {
    callers,
    utterances: told.late.length,
    faults: told.faults,
    right: told.right,
    speakingAtOnce: Number((told.spokenMs / (seconds * 1_000)).toFixed(1)),
    cpuSecondsPerSecondOfSpeech: Number((used / told.spokenMs).toFixed(3)),
    coresUsed: Number((used / 1_000 / seconds).toFixed(2)),
    lateMs: figures(told.late),
  };
}

async function converse(call, { at, callers, until, spoken, told }) {
  let settle;
  call.on('error', () => settle?.());
  call.on('data', ({ response: { $case, value } }) =>
    $case === 'partial' ? undefined : settle?.($case, value),
  );
  const send = ($case, value) => call.write({ request: { $case, value } });
  send('start', { sampleRateHz: 8_000, callId: `bench-${at}`, hints: HINTS });
  await wait((at / callers) * PAUSE_MS * 2);
  for (let turn = at; performance.now() < until; turn += 1) {
    const utteranceId = `u${turn}`;
    const mulaw = spoken[turn % spoken.length];
    const final = new Promise((resolve) => (settle = (kind, value) => resolve({ kind, value })));
    send('utteranceStart', { utteranceId, startMs: 0, traceparent: '' });
    const begun = performance.now();
    for (let from = 0; from < mulaw.length; from += BATCH_MS * 8) {
      await wait(begun + from / 8 - performance.now());
      send('audio', {
        utteranceId,
        mulaw: Buffer.from(mulaw.subarray(from, from + BATCH_MS * 8)),
        startMs: from / 8,
      });
    }
    const ended = performance.now();
    send('utteranceEnd', { utteranceId, endMs: mulaw.length / 8 });
    const { kind, value } = await final;
    told.spokenMs += mulaw.length / 8;
    if (kind === 'final') told.late.push(performance.now() - ended);
    else told.faults += 1;
    if (value?.text === SENTENCES[turn % spoken.length]) told.right += 1;
    await wait(PAUSE_MS);
  }
  call.end();
}

function wait(ms) {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}
