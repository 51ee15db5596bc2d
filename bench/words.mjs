// How well the embedded recogniser hears what the example's stages expect, by voice, line and call, as JSON.
// Usage: node bench/words.mjs [--calls 2] [--pace 1] [--at-once 2] [--dump FILE]   (after a build)
//
// One caller of each voice and line, `--at-once` of them together, says all sentences over gRPC as the gateway sends them,
// `--pace` times as fast as people do, to a recogniser that has just started: `first` is its first call, `later` are
// those after it in the same process. How late finals are means something at pace 1 only; 4 takes two minutes per call.
// Lines: `clean`; `noise`, white, 25 dB below speech; `stalled`, whose packets come in bursts for the first six seconds
// and go through the jitter buffer. Sentences and hints are written together: this measures acoustics, not coverage.
// `meaning` is what the flow makes of the words; `numbers` are sentences with digits of an order number.
import { createRequire } from 'node:module';
import { writeFile } from 'node:fs/promises';
import { figures, numberFrom } from './figures.mjs';
import { startSpeech } from './speech-process.mjs';

const require = createRequire(import.meta.url);
const { credentials } = require('@grpc/grpc-js');
const { encodeMulaw } = require('@trunkline/audio');
const { speech } = require('@trunkline/contracts');
const { createFlite } = require('@trunkline/flite');
const { hintsFor, understand } = require('@trunkline/flow');
const { JitterBuffer } = require('@trunkline/rtp');
const { loadTenant } = require('@trunkline/tenant');

const VOICES = ['rms', 'awb', 'kal16'];
const LINES = ['clean', 'noise', 'stalled'];
const SAYINGS = {
  greet: [
    ...['where is my order', 'track my order', 'order status', 'cancel my order', 'cancel the order'],
    ...['cancel order four nine one one two', 'refund my order', 'a refund', 'get my money back'],
  ],
  status_number: [
    ...['four nine one one two', 'five two two three zero', 'six one eight seven four'],
    ...['three eight zero two six', 'nine nine four one seven'],
  ],
  status_check: [
    ...['yes', 'that is right', "that's correct", 'no', 'wrong', 'no sorry four seven not four nine'],
    'no sorry four nine one one three',
  ],
  cancel_confirm: ['yes', 'yes please', 'yes go ahead', 'that is correct', 'no', 'no thank you'],
  anything_else: ['no thank you', 'nothing else', "that's all", 'where is my order'],
};
const OUTSIDE = [
  ...['the weather is nice today', 'can you turn the radio down', 'we should go home now'],
  ...['i have to ask my wife', 'the west side of the river', 'how much does a bicycle cost'],
  ...['my neighbour plays the piano', 'please say that again', 'it was raining all week'],
];
const BATCH_MS = 60;
const PRE_ROLL_MS = 200;
const TAIL_MS = 300;
const GAP_MS = 700;
const PACE = numberFrom(process.argv, '--pace', 1);
const AT_ONCE = numberFrom(process.argv, '--at-once', 2);

await measure();

async function measure() {
  const flow = theFlow();
  const sentences = [
    ...Object.entries(SAYINGS).flatMap(([stage, texts]) => texts.map((text) => ({ stage, text }))),
    ...OUTSIDE.map((text) => ({ stage: 'greet', text, isOutside: true })),
  ];
  const callers = await record(sentences);
  const { child, address } = await startSpeech('stt');
  const heard = [];
  for (let call = 0; call < numberFrom(process.argv, '--calls', 2); call += 1) {
    const client = new speech.RecognizerServiceClient(address, credentials.createInsecure());
    const waiting = [...callers];
    const said = [];
    const speakInTurn = async () => {
      for (let caller = waiting.shift(); caller; caller = waiting.shift())
        said.push(...(await converse(client.recognize(), { caller, flow })));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, speakInTurn));
    heard.push(...said.map((one) => ({ ...one, call: call === 0 ? 'first' : 'later' })));
    client.close();
  }
  child.disconnect();
  const dumpAt = process.argv.indexOf('--dump');
  if (dumpAt >= 0) await writeFile(process.argv[dumpAt + 1], JSON.stringify(heard, undefined, 1));
  const answered = heard.filter(({ isFault }) => !isFault);
  const inside = answered.filter(({ isOutside }) => !isOutside);
  const result = {
    sentences: sentences.length - OUTSIDE.length,
    /** Utterances without an answer, mostly of a busy machine; they are in no other figure. */
    faults: heard.length - answered.length,
    byLineAndCall: grouped(inside, ({ line, call }) => `${line}, ${call}`),
    byVoiceAndLine: grouped(inside, ({ voice, line }) => `${voice}, ${line}`),
    byVoiceAndCall: grouped(inside, ({ voice, call }) => `${voice}, ${call}`),
    outside: spread(answered.filter(({ isOutside, line }) => isOutside && line === 'clean')),
    finalLateMs: figures(answered.map(({ lateMs }) => lateMs)),
    /** Of the call that opened the process: its first sentence against the tenth. */
    firstFinalMs: lateOf(heard, 0),
    tenthFinalMs: lateOf(heard, 9),
  };
  process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
  process.exit(0);
}

function theFlow() {
  const folder = new URL('../examples/order-desk', import.meta.url).pathname;
  const variables = { orders_url: 'http://127.0.0.1:1', agent_uri: 'sip:ana@127.0.0.1' };
  return Object.values(loadTenant(folder, { variables }).tenant.flows)[0];
}

async function record(sentences) {
  const flite = await createFlite({ queueMax: 1_000 });
  const callers = [];
  for (const voice of VOICES) {
    const spoken = [];
    for (const { text } of sentences) spoken.push((await flite.speak({ voice, text })).pcm);
    for (const line of LINES) callers.push({ voice, line, sayings: sayingsOn(line, sentences, spoken) });
  }
  await flite.close();
  return callers;
}

function sayingsOn(line, sentences, spoken) {
  const random = seeded(7);
  const noiseRms = line === 'noise' ? 32_768 * 10 ** ((-18 - 25) / 20) : 0;
  const cuts = spoken.map((pcm) => padded(pcm, () => noiseRms * gaussian(random)));
  const mulaws =
    line === 'stalled'
      ? throughBuffer(cuts.map((cut) => encodeMulaw(cut)))
      : cuts.map((cut) => encodeMulaw(cut));
  return sentences.map((sentence, at) => ({ ...sentence, mulaw: mulaws[at] }));
}

/** With the pre-roll of the gateway and the silence that ends an utterance, in whole frames. */
function padded(pcm, noise) {
  const frames = Math.ceil((pcm.length + (PRE_ROLL_MS + TAIL_MS) * 8) / 160);
  return Int16Array.from({ length: frames * 160 }, (_, at) =>
    Math.max(-32_768, Math.min(32_767, Math.round((pcm[at - PRE_ROLL_MS * 8] ?? 0) + noise()))),
  );
}

/** Every half second of the first six the line stops for 180 ms, and what it held comes at once. */
function throughBuffer(utterances) {
  const gap = new Uint8Array(GAP_MS * 8).fill(0xff);
  const frames = utterances.flatMap((mulaw, of) => [...framesOf(mulaw, of), ...framesOf(gap)]);
  const buffer = new JitterBuffer();
  const heard = utterances.map(() => []);
  let next = 0;
  let of;
  for (let nowMs = 5; next < frames.length || buffer.counts.held > 0; nowMs += 20) {
    for (; next < frames.length && arrivalMs(next) <= nowMs; next += 1)
      buffer.handlePacket(
        { sequence: next & 0xffff, timestamp: next * 160, marker: next === 0, payload: frames[next].payload },
        arrivalMs(next),
      );
    const polled = buffer.poll(nowMs);
    if (polled.kind === 'frame') of = frames[polled.timestamp / 160].of;
    if (of === undefined || polled.kind === 'wait') continue;
    heard[of].push(polled.kind === 'frame' ? polled.payload : new Uint8Array(160).fill(0xff));
  }
  return heard.map((parts) => new Uint8Array(Buffer.concat(parts)));
}

function arrivalMs(frame) {
  const sentMs = frame * 20;
  const stalledUntilMs = Math.floor(sentMs / 500) * 500 + 180;
  return sentMs < 6_000 ? Math.max(sentMs, stalledUntilMs) : sentMs;
}

function framesOf(mulaw, of) {
  return Array.from({ length: Math.floor(mulaw.length / 160) }, (_, at) => ({
    payload: mulaw.slice(at * 160, (at + 1) * 160),
    of,
  }));
}

async function converse(stream, { caller, flow }) {
  let settle;
  stream.on('error', () => settle?.());
  stream.on('data', ({ response: { $case, value } }) =>
    $case === 'partial' ? undefined : settle?.(value, $case === 'fault'),
  );
  const send = ($case, value) => stream.write({ request: { $case, value } });
  send('start', { sampleRateHz: 8_000, callId: 'bench', hints: hintsFor(flow, 'greet') });
  const heard = [];
  for (const [at, { stage, text, isOutside = false, mulaw }] of caller.sayings.entries()) {
    const utteranceId = `u${at}`;
    send('hints', hintsFor(flow, stage));
    const final = new Promise((resolve) => (settle = (value, isFault) => resolve({ value, isFault })));
    send('utteranceStart', { utteranceId, startMs: 0, traceparent: '' });
    const begun = performance.now();
    for (let from = 0; from < mulaw.length; from += BATCH_MS * 8) {
      await wait(begun + from / 8 / PACE - performance.now());
      const batch = Buffer.from(mulaw.subarray(from, from + BATCH_MS * 8));
      send('audio', { utteranceId, mulaw: batch, startMs: from / 8 });
    }
    const ended = performance.now();
    send('utteranceEnd', { utteranceId, endMs: mulaw.length / 8 });
    const { value, isFault } = await final;
    const got = value?.text ?? '';
    const { voice, line } = caller;
    heard.push({
      ...{ voice, line, at, text, got, isOutside, isFault: isFault !== false },
      confidence: value?.confidence ?? 0,
      lateMs: performance.now() - ended,
      isMeant: meaningOf(flow, stage, got) === meaningOf(flow, stage, text),
    });
    await wait(GAP_MS / 2 / PACE);
  }
  stream.end();
  return heard;
}

function meaningOf(flow, stage, text) {
  return JSON.stringify(understand(flow, stage, { text, current: { order_number: '49112' } }).meaning);
}

function grouped(heard, keyOf) {
  const keys = [...new Set(heard.map(keyOf))].sort();
  return Object.fromEntries(keys.map((key) => [key, scores(heard.filter((one) => keyOf(one) === key))]));
}

function scores(heard) {
  const words = heard.reduce((sum, { text }) => sum + text.split(' ').length, 0);
  const errors = heard.reduce((sum, { text, got }) => sum + distance(text.split(' '), got.split(' ')), 0);
  const numbers = heard.filter(({ text }) => /(four|five|six|nine|three) \w+ \w+/.test(text));
  return {
    wordErrorPercent: Number(((100 * errors) / words).toFixed(1)),
    sentences: shareOf(heard, ({ text, got }) => text === got),
    meaning: shareOf(heard, ({ isMeant }) => isMeant),
    numbers: shareOf(numbers, ({ isMeant }) => isMeant),
    confidence: spread(heard),
  };
}

function shareOf(heard, isRight) {
  return `${heard.filter(isRight).length}/${heard.length}`;
}

function spread(heard) {
  const sorted = heard.map(({ confidence }) => confidence).sort((a, b) => a - b);
  const at = (share) => Number(sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)].toFixed(2));
  return { p5: at(0.05), p50: at(0.5), max: at(1) };
}

function lateOf(heard, at) {
  return figures(
    heard.filter((one) => one.call === 'first' && one.at === at).map(({ lateMs }) => Math.ceil(lateMs)),
  );
}

function distance(expected, got) {
  const words = got.filter((word) => word !== '');
  let row = words.map((_, at) => at + 1);
  row.unshift(0);
  for (const [i, word] of expected.entries()) {
    const above = row;
    row = [i + 1];
    for (const [j, other] of words.entries())
      row.push(Math.min(above[j + 1] + 1, row[j] + 1, above[j] + (word === other ? 0 : 1)));
  }
  return row.at(-1);
}

function wait(ms) {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}

function gaussian(random) {
  return Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random());
}

function seeded(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
