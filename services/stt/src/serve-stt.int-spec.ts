// The service over real gRPC: synthetic callers say what callers say.
import { credentials } from '@grpc/grpc-js';
import { encodeMulaw } from '@trunkline/audio';
import { speech } from '@trunkline/contracts';
import { createFlite, type Flite, type FliteVoice } from '@trunkline/flite';
import { type SpeechRecogniser, serveStt, type SttOptions, type SttService } from '@trunkline/stt';

const DIGITS = ['zero', 'oh', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const digits = (repeatMin: number, repeatMax: number) => [
  { name: 'digits', phrases: DIGITS, repeatMin, repeatMax },
];
const HINTS: Record<'main' | 'number' | 'confirm', speech.RecognitionHints> = {
  main: {
    stage: 'main',
    phrases: [
      'I want to cancel my order',
      'cancel my order',
      'where is my order',
      'I want a refund',
      'change the address',
      'I want to talk to a human',
      'can I speak to a person',
      'cancel order <digits>',
      'yes',
      'no',
      'stop',
    ],
    classes: digits(4, 8),
    vocabulary: ['please', 'hello'],
  },
  number: {
    stage: 'number',
    phrases: [
      '<digits>',
      'it is <digits>',
      'my order number is <digits>',
      'no sorry <digits>',
      'no sorry <digits> not <digits>',
      'I do not know',
      'I want to talk to a human',
    ],
    classes: digits(3, 6),
    vocabulary: ['please', 'human'],
  },
  confirm: {
    stage: 'confirm',
    phrases: [
      'yes',
      'yes please',
      'that is correct',
      'go ahead',
      'no',
      'no that is wrong',
      'no sorry <digits> not <digits>',
      'wait',
    ],
    classes: digits(4, 4),
    vocabulary: ['please', 'human'],
  },
};

type Answer = NonNullable<speech.RecognizeResponse['response']>;

class Caller {
  private readonly call;
  private readonly answers: Answer[] = [];
  private wake: () => void = () => undefined;
  private readonly client;

  constructor(address: string) {
    this.client = new speech.RecognizerServiceClient(address, credentials.createInsecure());
    this.call = this.client.recognize();
    this.call.on('data', ({ response }: speech.RecognizeResponse) => {
      if (response) this.answers.push(response);
      this.wake();
    });
    this.call.on('error', () => undefined);
  }

  send(request: NonNullable<speech.RecognizeRequest['request']>): void {
    this.call.write({ request });
  }

  start(hints: speech.RecognitionHints): void {
    this.send({ $case: 'start', value: { callId: 'c', language: 'en-US', sampleRateHz: 8_000, hints } });
  }

  /** One utterance, paced at three times real time: the recogniser is faster, and its queue is bounded. */
  async say(utteranceId: string, pcm: Int16Array): Promise<void> {
    this.send({ $case: 'utteranceStart', value: { utteranceId, startMs: 1_000, traceparent: '' } });
    const mulaw = Buffer.from(encodeMulaw(pcm));
    for (let at = 0; at < mulaw.length; at += 800) {
      this.send({
        $case: 'audio',
        value: { utteranceId, mulaw: mulaw.subarray(at, at + 800), startMs: 1_000 + at / 8 },
      });
      await this.pace(30);
    }
  }

  end(utteranceId: string, endMs: number): void {
    this.send({ $case: 'utteranceEnd', value: { utteranceId, endMs } });
  }

  /** The next answer that is no partial. */
  async next(): Promise<Exclude<Answer, { $case: 'partial' }>> {
    for (;;) {
      const answer = this.answers.shift();
      if (answer && answer.$case !== 'partial') return answer;
      if (!answer) await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  private pace(delayMs: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, delayMs));
  }

  close(): void {
    this.call.end();
    this.client.close();
  }
}

const isRight = (said: string, answer: Answer): boolean =>
  answer.$case === 'final' && answer.value.text === said.toLowerCase();

describe('the recognition service', () => {
  let flite: Flite;
  let stt: SttService;
  beforeAll(async () => {
    [flite, stt] = await Promise.all([createFlite(), serveStt({ bind: '127.0.0.1:0', seats: 4 })]);
  });
  afterAll(async () => {
    await Promise.all([flite.close(), stt.close()]);
  });

  const pcmOf = async (text: string, voice: FliteVoice = 'rms'): Promise<Int16Array> =>
    (await flite.speak({ voice, text })).pcm;

  const hear = async (caller: Caller, id: string, pcm: Int16Array): Promise<Answer> => {
    await caller.say(id, pcm);
    caller.end(id, 1_000 + pcm.length / 8);
    return caller.next();
  };

  const sayings: readonly (readonly [keyof typeof HINTS, string])[] = [
    ['main', 'cancel my order'],
    ['main', 'I want to talk to a human'],
    ['main', 'where is my order'],
    ['main', 'cancel order four seven four nine'],
    ['number', 'four seven four nine'],
    ['number', 'my order number is eight eight two five'],
    ['number', 'no sorry four seven not four nine'],
    ['confirm', 'yes'],
    ['confirm', 'that is correct'],
    ['confirm', 'no that is wrong'],
  ];

  it('recognises what callers say at each stage, all but two sentences of two voices', async () => {
    const caller = new Caller(stt.address);
    caller.start(HINTS.main);
    const wrong: string[] = [];
    for (const voice of ['rms', 'awb'] as const) {
      for (const [stage, text] of sayings) {
        caller.send({ $case: 'hints', value: HINTS[stage] });
        const answer = await hear(caller, `${voice} ${text}`, await pcmOf(text, voice));
        if (!isRight(text, answer)) wrong.push(`${voice}: ${text} -> ${JSON.stringify(answer.value)}`);
      }
    }
    caller.close();
    expect(wrong.length > 2 ? wrong : []).toEqual([]);
  });

  it('gives words in media time inside the utterance', async () => {
    const caller = new Caller(stt.address);
    caller.start(HINTS.main);
    const pcm = await pcmOf('cancel my order');
    const answer = await hear(caller, 'a', pcm);
    caller.close();
    expect(answer).toMatchObject({
      $case: 'final',
      value: { startMs: 1_000, endMs: Math.round(1_000 + pcm.length / 8) },
    });
    if (answer.$case !== 'final') return;
    expect(answer.value.words).toHaveLength(3);
    expect(answer.value.words[0]?.startMs).toBeLessThan(1_200);
    expect(answer.value.words.at(-1)?.endMs).toBeGreaterThan(1_000 + pcm.length / 16);
  });

  it('serves two callers at once', async () => {
    const callers = [new Caller(stt.address), new Caller(stt.address)] as const;
    callers[0].start(HINTS.confirm);
    callers[1].start(HINTS.number);
    const answers = await Promise.all([
      hear(callers[0], 'a', await pcmOf('yes please')),
      hear(callers[1], 'b', await pcmOf('four seven four nine', 'awb')),
    ]);
    for (const caller of callers) caller.close();
    expect(answers.map((answer) => answer.$case === 'final' && answer.value.text)).toEqual([
      'yes please',
      'four seven four nine',
    ]);
  });

  it('answers nothing of an utterance that was cancelled or superseded', async () => {
    const caller = new Caller(stt.address);
    caller.start(HINTS.confirm);
    const [no, wait, yes] = await Promise.all([pcmOf('no that is wrong'), pcmOf('wait'), pcmOf('yes')]);
    await caller.say('cancelled', no);
    caller.send({ $case: 'utteranceCancel', value: { utteranceId: 'cancelled' } });
    caller.end('cancelled', 2_000);
    await caller.say('superseded', wait);
    const answer = await hear(caller, 'current', yes);
    caller.close();
    expect(answer.value.utteranceId).toBe('current');
    expect(isRight('yes', answer)).toBe(true);
  });

  it('reports bad hints as a fault of the utterance, and goes on', async () => {
    const caller = new Caller(stt.address);
    caller.start({ ...HINTS.main, phrases: ['order <nothing>'] });
    caller.send({ $case: 'utteranceStart', value: { utteranceId: 'a', startMs: 0, traceparent: '' } });
    const fault = await caller.next();
    caller.send({ $case: 'hints', value: HINTS.confirm });
    const answer = await hear(caller, 'b', await pcmOf('yes'));
    caller.close();
    expect(fault).toMatchObject({ $case: 'fault', value: { kind: speech.FaultKind.FAULT_KIND_BAD_INPUT } });
    expect(isRight('yes', answer)).toBe(true);
  });
});

/** An engine that takes everything and says nothing. */
const silentRecogniser = (cancelled: () => void): SpeechRecogniser => ({
  prepare: (hints) => ({ kind: 'prepared', stage: { key: hints.stage } }),
  openLine: () => ({
    begin: () => ({ push: () => undefined, finish: () => undefined, cancel: cancelled }),
  }),
  close: () => Promise.resolve(),
});

describe('with an engine that stalls', () => {
  const withService = async (options: SttOptions, use: (stt: SttService) => Promise<void>): Promise<void> => {
    const stt = await serveStt({ bind: '127.0.0.1:0', ...options });
    await use(stt);
    await stt.close();
  };

  it('the caller is told in time, and the engine is cancelled', async () => {
    const cancelled = jest.fn();
    await withService({ recogniser: silentRecogniser(cancelled), finalMsMax: 100 }, async (stt) => {
      const caller = new Caller(stt.address);
      caller.start(HINTS.confirm);
      await caller.say('a', new Int16Array(800));
      caller.end('a', 1_100);
      const answer = await caller.next();
      expect(answer).toMatchObject({
        $case: 'fault',
        value: { utteranceId: 'a', kind: speech.FaultKind.FAULT_KIND_STALLED },
      });
      expect(cancelled).toHaveBeenCalledTimes(1);
      caller.close();
    });
  });

  it('a call that ends in mid-utterance takes its engine with it', async () => {
    let cancel = (): void => undefined;
    const cancelled = new Promise<void>((resolve) => (cancel = resolve));
    await withService({ recogniser: silentRecogniser(() => cancel()) }, async (stt) => {
      const caller = new Caller(stt.address);
      caller.start(HINTS.confirm);
      await caller.say('a', new Int16Array(2_400));
      caller.close();
      await cancelled;
    });
  });
});
