// One run of the demo's calls and one that barges in, on a platform and a backend of their own; raw values as JSON.
import { createRequire } from 'node:module';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startExample } from './example-platform.mjs';
import { bargeIns, repliesOf } from './heard.mjs';
import { turnPartsOf } from './turn-parts.mjs';

const require = createRequire(import.meta.url);
const { startPerson } = require('@trunkline/platform/demo/person-process');
const { playScene } = require('@trunkline/platform/demo/play');
const { SCENES } = require('@trunkline/platform/demo/scenes');

const BARGE_IN_SCRIPT = new URL('./callers/barge-in.yaml', import.meta.url).pathname;

// Whatever the scenes print is progress; standard output is for the result.
const print = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr);

const dir = await mkdtemp(join(tmpdir(), 'trunkline-bench-'));
const ana = startPerson(['answer', 'ana', '--record', dir], (line) => process.stderr.write(`${line}\n`));
const example = await startExample(dir, `sip:ana@${await ana.ready}`);
const { platform, orderDesk } = example;

const barged = await bargeInCall();
const scenes = [];
for (const scene of SCENES) scenes.push(await play(scene));
const demoWavs = await Promise.all(
  scenes.flatMap(({ recording }) => (recording ? [readFile(recording)] : [])),
);
const { http } = platform;
const result = {
  scenes: scenes.map(({ script, failures }) => ({ script, failures })),
  voiceToVoiceMs: demoWavs.flatMap(repliesOf),
  bargeInMs: [...barged, ...demoWavs].flatMap(bargeIns),
  ...(await fromRecord()),
  metrics: await fetch(`http://${http.host}:${http.port}/metrics`).then((response) => response.text()),
};
ana.stop();
await example.close();
print(JSON.stringify(result));

async function play(scene) {
  try {
    const stage = { platform, orderDesk, runDir: dir, ana };
    const { failures, callerRecording } = await playScene(scene, stage);
    return { script: scene.script, failures, recording: callerRecording };
  } catch (error) {
    return { script: scene.script, failures: [error.message] };
  }
}

async function bargeInCall() {
  const { host, port } = platform.sip;
  const words = ['call', BARGE_IN_SCRIPT, '--to', `sip:orders@${host}:${port}`, '--record', dir];
  const person = startPerson(words, (line) => process.stderr.write(`${line}\n`));
  const { recording } = await person.ended;
  return recording ? [await readFile(recording)] : [];
}

/** From the record: silence from the end of the caller's turn, as voice activity dates it, to the next prompt. */
async function fromRecord() {
  const traces = await example.traces();
  const found = { replyMs: [], silenceMs: [], turns: [] };
  for (const { callId } of await traces.calls({ limit: 100 })) {
    const { timeline } = await traces.trace(callId);
    const events = (await traces.events(callId)) ?? [];
    found.turns.push(...turnPartsOf(events.filter(({ stream }) => stream === `call/${callId}`)));
    found.replyMs.push(...timeline.turns.flatMap(({ reply }) => reply?.silenceMs ?? []));
    for (const entry of timeline.entries)
      if (entry.kind === 'silence' && entry.before === 'voice-agent' && entry.after !== 'answer')
        found.silenceMs.push(entry.durationMs);
  }
  return found;
}
