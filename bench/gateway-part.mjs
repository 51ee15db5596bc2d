// One process of gateway-cpu.mjs: the gateway with its SIP engine, or the speech services and a brain that only speaks.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { conversation } = require('@trunkline/contracts');
const { MemoryEventStore } = require('@trunkline/event-store');
const { serve } = require('@trunkline/grpc');
const { silentLogger } = require('@trunkline/runtime');

const PROMPT = 'Thank you for waiting. I am looking at your order.';
const PAUSE_MS = 2_000;

const PARTS = { speech: speechPart, gateway: gatewayPart };
const [role, given] = process.argv.slice(2);
process.on('disconnect', () => process.exit());
await PARTS[role](JSON.parse(given));

async function speechPart() {
  const { serveStt } = require('@trunkline/stt');
  const { serveTts } = require('@trunkline/tts');
  const bind = '127.0.0.1:0';
  const [stt, tts] = [await serveStt({ bind }), await serveTts({ bind })];
  const door = {
    definition: conversation.ConversationServiceService,
    implementation: { converse: speakAndPause },
  };
  const brain = await serve(bind, [door]);
  process.send({ sttAddress: stt.address, ttsAddress: tts.address, conversationAddress: brain.address });
}

/** Half of the time a prompt, half of the time nothing; what is heard is recognised and not answered. */
function speakAndPause(stream) {
  let prompts = 0;
  const direct = ($case, value) => stream.write({ directive: { $case, value }, traceparent: '' });
  const say = () => {
    prompts += 1;
    const prompt = { promptId: `p${prompts}`, sentences: [PROMPT], cacheable: true };
    direct('say', { ...prompt, bargeIn: false, kind: 'question' });
  };
  stream.on('data', ({ signal }) => {
    if (signal?.$case === 'attach') {
      direct('attached', {
        epoch: 1,
        voice: 'slt',
        language: 'en-US',
        callMsMax: 600_000,
        keepPromptIds: [],
      });
      const phrases = ['where is my order', 'cancel my order'];
      direct('listen', { stage: 'bench', phrases, classes: [], vocabulary: [] });
      setTimeout(say, Math.random() * 4_000);
    }
    if (signal?.$case === 'promptFinished' || signal?.$case === 'promptFailed') setTimeout(say, PAUSE_MS);
  });
  stream.on('error', () => undefined);
  stream.on('end', () => stream.end());
}

async function gatewayPart({ dir, lines, ...addresses }) {
  const { createSipEngine } = require('@trunkline/sip-engine');
  const { readConfig, routeTable, serveSipGateway } = require('@trunkline/sip-gateway');
  const { startTelemetry } = require('@trunkline/runtime');
  startTelemetry({ service: 'bench', instance: 'bench' });
  const engine = await createSipEngine({ listen: [{ transport: 'udp', host: '127.0.0.1', port: 0 }] });
  const number = { number: '*', flow: 'bench', language: 'en-US', voice: 'slt', lineMsMax: 600_000 };
  const gateway = await serveSipGateway({
    config: { ...readConfig({ GATEWAY_LINES_MAX: String(lines) }), recordingsDir: dir },
    bind: '127.0.0.1:0',
    sip: { host: engine.adminHost, port: engine.adminPort, secret: engine.secret },
    ...addresses,
    store: new MemoryEventStore(),
    routes: routeTable([
      { tenantId: 'bench', trunks: [{ name: 'loopback', sources: ['127.0.0.0/8'] }], numbers: [number] },
    ]),
    scheduler: { schedule: (at, run) => cancellable(setTimeout(run, Math.max(0, at - Date.now()))) },
    log: silentLogger,
  });
  process.on('message', () => process.send({ lines: gateway.linesActive(), lateMs: latenesses(gateway) }));
  process.send({ sipPort: engine.listening[0].port });
}

const cancellable = (timer) => () => clearTimeout(timer);

/** The ticker's own histogram as values: each tick counts with the upper bound of its bucket. */
function latenesses(gateway) {
  const { boundsMs, counts } = gateway.ticker.lateness();
  return counts.flatMap((count, at) => Array(count).fill(boundsMs[at] ?? 2 * boundsMs.at(-1)));
}
