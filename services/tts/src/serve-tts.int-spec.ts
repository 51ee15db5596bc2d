// The service over real gRPC.
import { credentials } from '@grpc/grpc-js';
import { decodeMulaw, levelOf } from '@trunkline/audio';
import { speech } from '@trunkline/contracts';
import { serveTts, type SpeechSynthesiser, type TtsOptions, type TtsService } from '@trunkline/tts';

type Answer = NonNullable<speech.SynthesizeResponse['response']>;

class Listener {
  private readonly client;
  private readonly call;
  private readonly answers: Answer[] = [];
  private wake: () => void = () => undefined;
  readonly failed: Promise<number>;

  constructor(address: string) {
    this.client = new speech.SynthesizerServiceClient(address, credentials.createInsecure());
    this.call = this.client.synthesize();
    this.failed = new Promise((resolve) =>
      this.call.on('error', (error: { code?: number }) => resolve(error.code ?? -1)),
    );
    this.call.on('data', ({ response }: speech.SynthesizeResponse) => {
      if (response) this.answers.push(response);
      this.wake();
    });
  }

  send(request: NonNullable<speech.SynthesizeRequest['request']>): void {
    this.call.write({ request });
  }

  start(voice = 'kal'): void {
    this.send({ $case: 'start', value: { callId: 'c', language: 'en-US', voice } });
  }

  speak(promptId: string, sentences: string[], cacheable = false): void {
    this.send({ $case: 'speak', value: { promptId, sentences, cacheable, traceparent: '' } });
  }

  async next(): Promise<Answer> {
    while (this.answers.length === 0) await new Promise<void>((resolve) => (this.wake = resolve));
    return this.answers.shift() as Answer;
  }

  /** Everything up to the end of a prompt. */
  async prompt(promptId: string): Promise<Answer[]> {
    const heard: Answer[] = [];
    for (;;) {
      const answer = await this.next();
      heard.push(answer);
      if (answer.$case !== 'audio' && answer.value.promptId === promptId) return heard;
    }
  }

  close(): void {
    this.call.end();
    this.client.close();
  }
}

const audioOf = (answers: readonly Answer[]): Buffer =>
  Buffer.concat(answers.flatMap((answer) => (answer.$case === 'audio' ? [answer.value.mulaw] : [])));

const SENTENCES = ['Thank you for calling.', 'How can I help you today?'];

describe('the synthesis service', () => {
  let tts: TtsService;
  beforeAll(async () => {
    tts = await serveTts({ bind: '127.0.0.1:0' });
  });
  afterAll(() => tts.close());

  const listen = async (use: (listener: Listener) => Promise<void>): Promise<void> => {
    const listener = new Listener(tts.address);
    await use(listener);
    listener.close();
  };

  it('speaks a prompt in batches of up to 100 ms, with every word of it marked, and says how long it was', () =>
    listen(async (listener) => {
      listener.start();
      listener.speak('p', SENTENCES);
      const answers = await listener.prompt('p');
      const audio = audioOf(answers);
      expect(levelOf(decodeMulaw(audio))).toBeGreaterThan(-26);
      for (const answer of answers)
        if (answer.$case === 'audio') expect(answer.value.mulaw.length).toBeLessThanOrEqual(800);
      const marks = answers.flatMap((answer) => (answer.$case === 'audio' ? answer.value.marks : []));
      const text = SENTENCES.join(' ');
      expect(marks.map(({ endChar }) => text.slice(0, endChar).split(' ').at(-1))).toEqual([
        'Thank',
        'you',
        'for',
        'calling',
        'How',
        'can',
        'I',
        'help',
        'you',
        'today',
      ]);
      expect(answers.at(-1)).toEqual({
        $case: 'spoken',
        value: { promptId: 'p', durationMs: audio.length / 8, cancelled: false },
      });
    }));

  it('sends nothing of a prompt after it was cancelled', () =>
    listen(async (listener) => {
      listener.start('slt');
      listener.speak(
        'p',
        Array.from({ length: 20 }, (_, index) => `This is sentence number ${index}, and it goes on.`),
      );
      await listener.next();
      listener.send({ $case: 'cancel', value: { promptId: 'p' } });
      listener.speak('q', ['Yes.']);
      const cancelled = (await listener.prompt('p')).at(-1);
      expect(cancelled).toMatchObject({ $case: 'spoken', value: { cancelled: true } });
      for (const answer of await listener.prompt('q')) expect(answer.value.promptId).toBe('q');
    }));

  it('plays a fixed phrase again without speaking it again', () =>
    listen(async (listener) => {
      listener.start('slt');
      listener.speak('a', SENTENCES, true);
      const first = audioOf(await listener.prompt('a'));
      const startedAtMs = performance.now();
      listener.speak('b', SENTENCES, true);
      const again = audioOf(await listener.prompt('b'));
      expect(again.equals(first)).toBe(true);
      expect(performance.now() - startedAtMs).toBeLessThan(40);
    }));

  it('refuses a voice it does not have, and a stream that does not start with start', async () => {
    const wrongVoice = new Listener(tts.address);
    wrongVoice.start('nobody');
    const unstarted = new Listener(tts.address);
    unstarted.speak('p', ['Yes.']);
    expect(await Promise.all([wrongVoice.failed, unstarted.failed])).toEqual([3, 3]);
    wrongVoice.close();
    unstarted.close();
  });
});

/** An engine that never answers. */
const silentSynthesiser = (): SpeechSynthesiser & {
  readonly asked: Promise<void>;
  readonly aborted: Promise<void>;
} => {
  let ask = (): void => undefined;
  let abort = (): void => undefined;
  return {
    asked: new Promise((resolve) => (ask = resolve)),
    aborted: new Promise((resolve) => (abort = resolve)),
    voices: ['kal'],
    speak: ({ signal }) => {
      signal.addEventListener('abort', () => abort());
      ask();
      return new Promise(() => undefined);
    },
    close: () => Promise.resolve(),
  };
};

describe('with an engine that stalls', () => {
  const withListener = async (
    options: TtsOptions,
    use: (listener: Listener) => Promise<void>,
  ): Promise<void> => {
    const tts = await serveTts({ bind: '127.0.0.1:0', ...options });
    const listener = new Listener(tts.address);
    await use(listener);
    listener.close();
    await tts.close();
  };

  it('the prompt is a fault in time', () =>
    withListener({ synthesiser: silentSynthesiser(), pieceMsMax: 100 }, async (listener) => {
      listener.start();
      listener.speak('p', ['Yes.']);
      expect(await listener.next()).toMatchObject({
        $case: 'fault',
        value: { promptId: 'p', kind: speech.FaultKind.FAULT_KIND_STALLED },
      });
    }));

  it('a call that ends takes its work with it', async () => {
    const synthesiser = silentSynthesiser();
    await withListener({ synthesiser }, async (listener) => {
      listener.start();
      listener.speak('p', ['Yes.']);
      await synthesiser.asked;
      listener.close();
      await synthesiser.aborted;
    });
  });
});
