// How soon the embedded synthesiser is heard after it was asked to speak, and what it costs, as JSON.
// Usage: node bench/speaking.mjs [--voice slt] [--rounds 3]   (after a build)
//
// One call has the service, a process of its own, speak sentences of the example one after the other over gRPC, as the
// gateway does: first as prompts that are never kept, then as cacheable ones that are kept already. Each is one piece,
// so `pieceMs` is what must be synthesised before anything is heard. `firstAudioMs` is from `speak` to the first batch.
// `firstPromptMs` is of the very first prompt of the process. CPU is of the service with its gRPC, where nothing is kept.
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { cpuMs, statOf } from './cpu.mjs';
import { figures, numberFrom } from './figures.mjs';
import { startSpeech } from './speech-process.mjs';

const require = createRequire(import.meta.url);
const { credentials } = require('@grpc/grpc-js');
const { speech } = require('@trunkline/contracts');

const SENTENCES = [
  ...['This is an automated voice assistant.', 'What can I do for you?', 'Can I do anything else for you?'],
  ...['I cannot hear you.', 'What is the order number?', 'Please tell me the order number again.'],
  ...['four nine one one two.', 'It is on its way and arrives tomorrow.', 'I cannot find that order.'],
  ...['There is no order with that number.', 'Shall I cancel order five two two three zero?'],
  ...['That order was cancelled before.', 'I am sorry that order cannot be refunded.'],
  ...['I have changed nothing.', 'Please let me finish first.', 'That is on its way to the desk already.'],
  ...['I am waiting for an answer from the order desk.', 'Please say that once more.'],
  ...['You can also key in the five digits.', 'I will get you a colleague.'],
];
const PAUSE_MS = 100;

const voiceAt = process.argv.indexOf('--voice');
const voice = voiceAt < 0 ? 'slt' : process.argv[voiceAt + 1];
const rounds = numberFrom(process.argv, '--rounds', 3);

await measure();

async function measure() {
  const { child, address } = await startSpeech('tts');
  const client = new speech.SynthesizerServiceClient(address, credentials.createInsecure());
  const caller = callerOn(client.synthesize());
  const before = await cpuMs(statOf(child.pid));
  const spoken = await saying(caller, { times: rounds, cacheable: false });
  const usedMs = (await cpuMs(statOf(child.pid))) - before;
  await saying(caller, { times: 1, cacheable: true });
  const kept = await saying(caller, { times: rounds, cacheable: true });
  caller.end();
  client.close();
  child.disconnect();
  const speechMs = spoken.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const result = {
    cores: availableParallelism(),
    voice,
    prompts: spoken.length,
    pieceMs: figures(spoken.map(({ durationMs }) => durationMs)),
    firstAudioMs: figures(spoken.map(({ firstAudioMs }) => firstAudioMs)),
    firstPromptMs: Math.round(spoken[0].firstAudioMs),
    cachedFirstAudioMs: figures(kept.map(({ firstAudioMs }) => firstAudioMs)),
    cpuSecondsPerSecondOfSpeech: Number((usedMs / speechMs).toFixed(3)),
  };
  process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
  process.exit(0);
}

async function saying(caller, { times, cacheable }) {
  const said = [];
  for (let round = 0; round < times; round += 1)
    for (const sentence of SENTENCES) {
      said.push(await caller.speak(sentence, cacheable));
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  return said;
}

function callerOn(call) {
  let prompts = 0;
  let heard;
  let failed;
  const send = ($case, value) => call.write({ request: { $case, value } });
  call.on('data', ({ response }) => heard?.(response));
  call.on('error', (error) => failed?.(error));
  send('start', { callId: 'bench', language: 'en-US', voice });
  return {
    /** Time to the first audio, and how long the prompt is. */
    speak: (sentence, cacheable) =>
      new Promise((resolve, reject) => {
        const promptId = `p${(prompts += 1)}`;
        const askedMs = performance.now();
        let firstAudioMs;
        failed = reject;
        heard = ({ $case, value }) => {
          if ($case === 'audio') firstAudioMs ??= performance.now() - askedMs;
          else if ($case === 'spoken') resolve({ firstAudioMs, durationMs: value.durationMs });
          else reject(new Error(`${$case}: ${JSON.stringify(value)}`));
        };
        send('speak', { promptId, sentences: [sentence], cacheable, traceparent: '' });
      }),
    end: () => call.end(),
  };
}
