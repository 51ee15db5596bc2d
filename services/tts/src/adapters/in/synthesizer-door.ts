// speech.v1.SynthesizerService over gRPC: one stream per call, prompts in, audio and word marks out.
import { type ServerDuplexStream, status } from '@grpc/grpc-js';
import { speech } from '@trunkline/contracts';
import { type Door } from '@trunkline/grpc';
import {
  Synthesis,
  type SynthesisAnswer,
  type SynthesisDeps,
  type SynthesisLimits,
} from '../../app/synthesis';
import { toResponse } from './answers';
import { PromptTraces } from './prompt-traces';

type Call = ServerDuplexStream<speech.SynthesizeRequest, speech.SynthesizeResponse>;
type Request = NonNullable<speech.SynthesizeRequest['request']>;

export interface SynthesizerDoorOptions extends SynthesisLimits {
  /** Streams at the same time; one more is refused with RESOURCE_EXHAUSTED. */
  readonly callsMax: number;
}

export type DoorDeps = Omit<SynthesisDeps, 'answer' | 'writable'>;

export const synthesizerDoor = (deps: DoorDeps, options: SynthesizerDoorOptions): Door => {
  let open = 0;
  const synthesize = (call: Call): void => {
    if (open >= options.callsMax) {
      call.emit('error', { code: status.RESOURCE_EXHAUSTED, details: 'too many calls' });
      return;
    }
    open++;
    new ServedCall(call, { deps, options, onClosed: () => open-- }).listen();
  };
  return { definition: speech.SynthesizerServiceService, implementation: { synthesize } };
};

interface Serving {
  readonly deps: DoorDeps;
  readonly options: SynthesisLimits;
  onClosed(): void;
}

class ServedCall {
  private synthesis: Synthesis | undefined;
  private isClosed = false;
  private isFull = false;
  private readonly traces = new PromptTraces();

  constructor(
    private readonly call: Call,
    private readonly serving: Serving,
  ) {}

  listen(): void {
    this.call.on('data', ({ request }: speech.SynthesizeRequest) => {
      if (!this.isClosed && request) this.handle(request);
    });
    this.call.on('end', () => {
      this.close();
      this.call.end();
    });
    this.call.on('cancelled', () => this.close());
    this.call.on('error', () => this.close());
  }

  private handle(request: Request): void {
    if (request.$case === 'start') return this.start(request.value.voice);
    if (!this.synthesis) return this.refuse('the first request is start');
    switch (request.$case) {
      case 'speak': {
        const { promptId, sentences, cacheable: isCacheable } = request.value;
        this.traces.asked(request.value);
        return this.synthesis.speak({ promptId, sentences, isCacheable });
      }
      case 'cancel':
        return this.synthesis.cancel(request.value.promptId);
    }
  }

  private start(wanted: string): void {
    const { deps, options } = this.serving;
    if (this.synthesis) return this.refuse('start comes once');
    const voice = wanted || deps.synthesiser.voices[0];
    if (!deps.synthesiser.voices.includes(voice)) return this.refuse('no such voice');
    const answer = (given: SynthesisAnswer): void => {
      this.traces.answered(given);
      this.write(toResponse(given));
    };
    this.synthesis = new Synthesis(
      { ...deps, answer, writable: () => this.writable() },
      { ...options, voice },
    );
  }

  private write(response: speech.SynthesizeResponse): void {
    if (!this.isClosed) this.isFull = !this.call.write(response);
  }

  private async writable(): Promise<void> {
    if (!this.isFull || this.isClosed) return;
    await new Promise<void>((resolve) => {
      const settle = (): void => {
        for (const signal of SETTLES) this.call.off(signal, settle);
        resolve();
      };
      for (const signal of SETTLES) this.call.on(signal, settle);
    });
    this.isFull = false;
  }

  private refuse(details: string): void {
    this.close();
    this.call.emit('error', { code: status.INVALID_ARGUMENT, details });
  }

  private close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.synthesis?.close();
    this.traces.close();
    this.serving.onClosed();
  }
}

const SETTLES = ['drain', 'cancelled', 'error', 'end'] as const;
