import { type ServerDuplexStream } from '@grpc/grpc-js';
import { levelOfMulaw, parseWav, SAMPLES_PER_MS } from '@trunkline/audio';
import { conversation } from '@trunkline/contracts';
import { type line } from '@trunkline/domain';
import { MemoryEventStore } from '@trunkline/event-store';
import { serve, type Serving } from '@trunkline/grpc';
import { openPhone, type Phone, type Script } from '@trunkline/phone';
import { silentLogger } from '@trunkline/runtime';
import { createSipEngine, type SipEngine } from '@trunkline/sip-engine';
import { serveStt } from '@trunkline/stt';
import { serveTts } from '@trunkline/tts';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Gateway, readConfig, routeTable, serveSipGateway } from './index';

type Stream = ServerDuplexStream<conversation.ConverseRequest, conversation.ConverseResponse>;
type Signal = NonNullable<conversation.ConverseRequest['signal']>;
type Directive = NonNullable<conversation.ConverseResponse['directive']>;

/** A brain that a test writes: what it was told, and what it answers to which signal. */
class ScriptedBrain {
  readonly told: Signal[] = [];
  #stream: Stream | undefined;

  constructor(private readonly answer: (signal: Signal, brain: ScriptedBrain) => void) {}

  converse(stream: Stream): void {
    this.#stream = stream;
    stream.on('data', ({ signal }: conversation.ConverseRequest) => {
      if (!signal) return;
      this.told.push(signal);
      this.answer(signal, this);
    });
    stream.on('end', () => stream.end());
  }

  direct(directive: Directive): void {
    this.#stream?.write({ directive, traceparent: '' });
  }

  say(promptId: string, sentence: string, kind = 'question'): void {
    this.direct({
      $case: 'say',
      value: { promptId, sentences: [sentence], cacheable: true, bargeIn: true, kind },
    });
  }

  finals(): readonly string[] {
    return this.told.flatMap((signal) => (signal.$case === 'speechFinal' ? [signal.value.text] : []));
  }
}

const HINTS = {
  stage: 'test',
  phrases: ['where is my order', 'cancel my order'],
  classes: [],
  vocabulary: [],
};
const attached: Directive = {
  $case: 'attached',
  value: { epoch: 1, voice: 'slt', language: 'en-US', callMsMax: 60_000, keepPromptIds: [] },
};

const WINDOW_MS = 100;
const AUDIBLE_DBFS = -50;

/** What the caller heard: the right channel of the recording, level by level. */
const heardLevels = async (file: string): Promise<readonly number[]> => {
  const wav = parseWav(await readFile(file));
  if (wav.kind !== 'wav') throw new Error(`no recording: ${wav.why}`);
  const heard = wav.data.filter((_, index) => index % 2 === 1);
  const size = WINDOW_MS * SAMPLES_PER_MS;
  return Array.from({ length: Math.floor(heard.length / size) }, (_, index) =>
    levelOfMulaw(heard.subarray(index * size, (index + 1) * size)),
  );
};

describe('a line', () => {
  let dir: string;
  let phone: Phone;
  let engine: SipEngine;
  let gateway: Gateway;
  let brain: ScriptedBrain;
  let store: MemoryEventStore;
  const closing: { close(): Promise<void> }[] = [];

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'gateway-'));
    const brainDoor: Serving = await serve('127.0.0.1:0', [
      {
        definition: conversation.ConversationServiceService,
        implementation: { converse: (stream: Stream) => brain.converse(stream) },
      },
    ]);
    const stt = await serveStt({ bind: '127.0.0.1:0' });
    const tts = await serveTts({ bind: '127.0.0.1:0' });
    engine = await createSipEngine({ listen: [{ transport: 'udp', host: '127.0.0.1', port: 0 }] });
    store = new MemoryEventStore();
    const number = { number: '*', flow: 'test', language: 'en-US', voice: 'slt', lineMsMax: 60_000 };
    gateway = await serveSipGateway({
      config: {
        ...readConfig({ GATEWAY_RTP_PORT_MIN: '37000', GATEWAY_RTP_PORT_MAX: '37099' }),
        // How busy the machine is that this runs on is not its affair.
        ...{ tickLateMsMax: 250, loopDelayMsMax: 10_000 },
        recordingsDir: dir,
      },
      bind: '127.0.0.1:0',
      sip: { host: engine.adminHost, port: engine.adminPort, secret: engine.secret },
      sttAddress: stt.address,
      ttsAddress: tts.address,
      conversationAddress: brainDoor.address,
      store,
      routes: routeTable([
        { tenantId: 'test', trunks: [{ name: 'loopback', sources: ['127.0.0.0/8'] }], numbers: [number] },
      ]),
      scheduler: {
        schedule: (at, run) => {
          const timer = setTimeout(run, Math.max(0, at - Date.now()));
          return () => clearTimeout(timer);
        },
      },
      log: silentLogger,
    });
    phone = await openPhone({ host: '127.0.0.1', sipPort: 0, rtpPortMin: 37_100, rtpPortMax: 37_120 });
    closing.push(phone, gateway, engine, stt, tts, brainDoor);
  });

  afterAll(async () => {
    for (const part of closing) await part.close();
    await rm(dir, { recursive: true });
  });

  const call = async (script: Script) => {
    const uri = `sip:4711@127.0.0.1:${engine.listening[0]?.port ?? 0}`;
    const called = await phone.call({ uri, from: 'sip:caller@localhost', answerMsMax: 5_000 });
    if (called.kind !== 'answered') throw new Error(`not answered: ${called.status}`);
    const followed = await called.conversation.person.follow(script);
    await called.conversation.hangUp();
    await called.conversation.ended;
    return { followed, listening: called.conversation.person.listening };
  };

  const lineEvents = async (callId: string): Promise<readonly line.LineEvent[]> =>
    (await store.read<line.LineEvent, line.LineInput>(`line/${callId}`)).events.map(({ event }) => event);

  it('answers, speaks, hears, pauses at once when spoken into, and leaves a record', async () => {
    const ended = new Promise<void>((resolve) => {
      brain = new ScriptedBrain((signal, self) => {
        if (signal.$case === 'attach') {
          self.direct(attached);
          self.direct({ $case: 'listen', value: HINTS });
          self.say('p1', 'Order desk. How can I help you?');
        }
        if (signal.$case === 'speechFinal' && self.finals().length === 1) {
          self.say(
            'p2',
            'I am looking for it. This sentence goes on for a good while, so that there is time to speak into it.',
          );
        }
        if (signal.$case === 'speechFinal' && self.finals().length === 2)
          self.direct({ $case: 'cut', value: { promptId: 'p2' } });
        if (signal.$case === 'lineEnded') resolve();
      });
    });
    const { followed, listening } = await call({
      name: 'barge-in',
      voice: 'rms',
      steps: [
        { kind: 'listen', quietMs: 400, msMax: 8_000 },
        { kind: 'say', text: 'where is my order' },
        { kind: 'cut-in', afterMs: 1_500, msMax: 8_000 },
        { kind: 'say', text: 'cancel my order' },
        { kind: 'wait', ms: 600 },
      ],
    });
    expect(followed).toEqual({ kind: 'done' });
    await ended;
    expect(brain.finals()).toEqual(['where is my order', 'cancel my order']);
    const paused = brain.told.find(
      (signal) => signal.$case === 'speechStarted' && signal.value.pausedPromptId === 'p2',
    );
    expect(paused).toBeDefined();
    const cut = brain.told.find((signal) => signal.$case === 'promptCut');
    expect(cut).toMatchObject({ value: { promptId: 'p2' } });
    const cutAfterMs = cut?.$case === 'promptCut' ? cut.value.playedMs : 0;
    expect(cutAfterMs).toBeGreaterThan(1_000);
    expect(cutAfterMs).toBeLessThan(3_500);
    expect(listening.replies().length).toBeGreaterThanOrEqual(1);
    const attach = brain.told[0];
    const callId = attach?.$case === 'attach' ? attach.value.callId : '';
    const types = (await lineEvents(callId)).map((event) => event.type);
    expect(types.slice(0, 3)).toEqual(['LineOffered', 'TimerSet', 'LineAnswered']);
    expect(types).toContain('MediaStarted');
    expect(types).toContain('LineEnded');
    expect((await stat(join(dir, `${callId}.wav`))).size).toBeGreaterThan(16_000);
  });

  it('plays the bed to who waits for more than a filler', async () => {
    let callId = '';
    const ended = new Promise<void>((resolve) => {
      brain = new ScriptedBrain((signal, self) => {
        if (signal.$case === 'attach') {
          callId = signal.value.callId;
          self.direct(attached);
          self.say('p1', 'One moment.', 'filler');
        }
        if (signal.$case === 'lineEnded') resolve();
      });
    });
    await call({ name: 'patient', voice: 'rms', steps: [{ kind: 'wait', ms: 5_000 }] });
    await ended;
    const levels = await heardLevels(join(dir, `${callId}.wav`));
    const from = levels.findIndex((level) => level > AUDIBLE_DBFS);
    expect(from).toBeGreaterThanOrEqual(0);
    // Silence, as nobody would take it for a dead line; a note of the bed may fade out within it.
    const quiet = levels.slice(from).map((level) => (level > AUDIBLE_DBFS ? ' ' : '.'));
    const longestMs =
      Math.max(
        ...quiet
          .join('')
          .split(' ')
          .map((run) => run.length),
      ) * WINDOW_MS;
    expect(longestMs).toBeLessThanOrEqual(1_000);
    expect(levels.slice(-10).some((level) => level > AUDIBLE_DBFS)).toBe(true);
  }, 15_000);

  it('hands DTMF to the brain digit by digit', async () => {
    const digits: string[] = [];
    const all = new Promise<void>((resolve) => {
      brain = new ScriptedBrain((signal, self) => {
        if (signal.$case === 'attach') self.direct(attached);
        if (signal.$case === 'digit') digits.push(signal.value.digit);
        if (digits.length === 3) resolve();
      });
    });
    const done = call({
      name: 'keys',
      voice: 'rms',
      steps: [
        { kind: 'wait', ms: 300 },
        { kind: 'press', digits: '47#' },
        { kind: 'wait', ms: 1_500 },
      ],
    });
    await all;
    expect(digits).toEqual(['4', '7', '#']);
    await done;
  });
});
