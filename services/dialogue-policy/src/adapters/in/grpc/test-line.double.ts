// A line for specs: attaches over real gRPC, plays every prompt at once, speaks and presses keys when told to.
import { type ClientDuplexStream, type ServiceError } from '@grpc/grpc-js';
import { conversation } from '@trunkline/contracts';
import { connect } from '@trunkline/grpc';
import { type Directive } from './directive';

type Signal = NonNullable<conversation.ConverseRequest['signal']>;

const PROMPT_MS = 1_000;
let lines = 0;

export interface TestLineOptions {
  readonly address: string;
  readonly callId: string;
  readonly flow?: string;
}

export class TestLine {
  readonly directives: Directive[] = [];
  /** What the caller has heard, sentence by sentence. */
  readonly heard: string[] = [];
  /** Every prompt that it was ever told to say. */
  readonly told: string[] = [];
  mediaMs = 0;
  error: ServiceError | undefined;
  private readonly client: conversation.ConversationServiceClient;
  private stream: ClientDuplexStream<conversation.ConverseRequest, conversation.ConverseResponse> | undefined;
  private readonly watchers = new Set<() => void>();
  private inputs = 0;
  private utterances = 0;
  playing = true;
  private readonly number = (lines += 1);

  constructor(private readonly options: TestLineOptions) {
    this.client = connect(conversation.ConversationServiceClient, options.address);
  }

  attach(again = false, playingPromptId = ''): void {
    const stream = this.client.converse();
    this.stream = stream;
    this.error = undefined;
    stream.on('data', ({ directive }: conversation.ConverseResponse) => directive && this.obey(directive));
    stream.on('error', (error: ServiceError) => {
      this.error = error;
      this.wake();
    });
    const { callId, flow = 'orders' } = this.options;
    this.send({
      $case: 'attach',
      value: {
        callId,
        tenantId: 'order-desk',
        flow,
        from: '15550123',
        to: 'orders',
        trunk: 'loopback',
        answeredAtMs: Date.now(),
        again,
        playingPromptId,
        instance: 'gateway-1',
      },
    });
  }

  send(signal: Signal): void {
    this.inputs += 1;
    this.stream?.write({
      inputId: `in-${this.number}-${this.inputs}`,
      atMs: Date.now(),
      mediaMs: this.mediaMs,
      signal,
      traceparent: '',
    });
  }

  speak(text: string): void {
    this.utterances += 1;
    const utteranceId = `u${this.number}-${this.utterances}`;
    const startMs = this.mediaMs + 200;
    this.mediaMs += 200;
    this.send({ $case: 'speechStarted', value: { utteranceId, pausedPromptId: '', playedMs: 0 } });
    this.mediaMs += 900;
    const endMs = this.mediaMs;
    this.send({ $case: 'speechEnded', value: { utteranceId, endMs } });
    this.send({ $case: 'speechFinal', value: { utteranceId, text, confidence: 0.9, startMs, endMs } });
  }

  hangUp(): void {
    this.send({ $case: 'lineEnded', value: { reason: 'caller-hung-up' } });
  }

  /** Resolves once what was heard from `from` on has the words; rejects when it does not come. */
  async hears(words: string): Promise<void> {
    await this.until(() => this.heard.join(' ').includes(words), `"${words}"`);
    this.heard.splice(0);
  }

  async gets($case: Directive['$case']): Promise<Directive> {
    await this.until(() => this.directives.some((directive) => directive.$case === $case), $case);
    const at = this.directives.findIndex((directive) => directive.$case === $case);
    const [found] = this.directives.splice(at, 1);
    if (found === undefined) throw new Error('no such directive');
    return found;
  }

  until(condition: () => boolean, what: string, msMax = 5_000): Promise<void> {
    if (condition()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.watchers.delete(look);
        reject(
          new Error(
            `${what} did not come; heard ${this.heard.join(' / ')}, ${this.error?.message ?? 'no error'}`,
          ),
        );
      }, msMax);
      const look = (): void => {
        if (!condition()) return;
        clearTimeout(timer);
        this.watchers.delete(look);
        resolve();
      };
      this.watchers.add(look);
    });
  }

  breakOff(): void {
    this.stream?.cancel();
  }

  close(): void {
    this.stream?.cancel();
    this.client.close();
  }

  private obey(directive: Directive): void {
    this.directives.push(directive);
    if (directive.$case === 'say') this.told.push(directive.value.promptId);
    if (directive.$case === 'say' && this.playing) this.play(directive.value);
    this.wake();
  }

  private play({ promptId, sentences }: conversation.Say): void {
    this.send({ $case: 'promptStarted', value: { promptId } });
    this.mediaMs += PROMPT_MS;
    this.heard.push(...sentences);
    this.send({ $case: 'promptFinished', value: { promptId, playedMs: PROMPT_MS, durationMs: PROMPT_MS } });
  }

  private wake(): void {
    for (const watcher of [...this.watchers]) watcher();
  }
}
