// The line's link to its brain: signals up, directives down, attached again whenever the stream is lost.
import { type conversation } from '@trunkline/contracts';
import { type LivingStream, livingStream, type LivingStreamOptions } from '@trunkline/grpc';

type Request = conversation.ConverseRequest;
type Signal = NonNullable<Request['signal']>;
export type Directive = NonNullable<conversation.ConverseResponse['directive']>;

export interface BrainOptions {
  open: LivingStreamOptions<Request, conversation.ConverseResponse>['open'];
  attach(again: boolean): conversation.Attach;
  onDirective(directive: Directive, traceparent: string): void;
  /** True when lost, false when attached again. */
  onAbsent(absent: boolean): void;
  /** Wall time and media time, ms. */
  now(): { readonly atMs: number; readonly mediaMs: number };
  traceparent(): string;
}

/** Signals of the last moments are told again after a loss; their ids make that harmless. */
const TOLD_AGAIN_MAX = 64;
const WAITING_MAX = 256;

export class Brain {
  readonly #options: BrainOptions;
  readonly #stream: LivingStream<Request>;
  readonly #told: Request[] = [];
  #count = 0;
  #attached = false;

  constructor(options: BrainOptions) {
    this.#options = options;
    this.#stream = livingStream<Request, conversation.ConverseResponse>({
      open: () => options.open(),
      onOpen: (write, again) => {
        write(this.#envelope({ $case: 'attach', value: options.attach(again) }));
        for (const told of this.#told) write(told);
      },
      onMessage: (response) => this.#receive(response),
      onLost: () => {
        if (this.#attached) options.onAbsent(true);
        this.#attached = false;
      },
      queuedMax: WAITING_MAX,
      droppable: (request) => request.signal?.$case === 'speechPartial',
    });
  }

  get isAttached(): boolean {
    return this.#attached;
  }

  tell(signal: Signal): void {
    const request = this.#envelope(signal);
    // A partial is worth nothing once it is late, and must not push out what happened to prompts.
    if (signal.$case !== 'speechPartial') this.#told.push(request);
    if (this.#told.length > TOLD_AGAIN_MAX) this.#told.shift();
    this.#stream.write(request);
  }

  close(): void {
    this.#stream.close();
  }

  #envelope(signal: Signal): Request {
    this.#count += 1;
    return {
      inputId: `s${this.#count}`,
      ...this.#options.now(),
      signal,
      traceparent: this.#options.traceparent(),
    };
  }

  #receive(response: conversation.ConverseResponse): void {
    const directive = response.directive;
    if (!directive) return;
    if (directive.$case === 'attached' && !this.#attached) {
      this.#attached = true;
      this.#options.onAbsent(false);
    }
    this.#options.onDirective(directive, response.traceparent);
  }
}
