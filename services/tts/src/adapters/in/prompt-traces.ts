// One span per prompt of a call, from the order to speak to its last audio, told by what is answered.
import { type speech } from '@trunkline/contracts';
import { type Span } from '@opentelemetry/api';
import { type PromptOutcome, type SynthesisAnswer } from '../../app/synthesis';
import { ATTRIBUTE, SPAN, SPAN_EVENT, spans } from '../../spans';

interface Traced {
  readonly span: Span;
  isHeard: boolean;
}

/** Holds no more prompts than the synthesis lets wait: a prompt too many is answered with a fault. */
export class PromptTraces {
  private readonly open = new Map<string, Traced>();

  asked({ promptId, cacheable, traceparent }: speech.Speak): void {
    if (this.open.has(promptId)) return;
    const attributes = { [ATTRIBUTE.promptId]: promptId, [ATTRIBUTE.isCacheable]: cacheable };
    this.open.set(promptId, {
      span: spans.startSpanFrom(traceparent, SPAN.prompt, { attributes }),
      isHeard: false,
    });
  }

  answered(answer: SynthesisAnswer): void {
    const traced = this.open.get(answer.promptId);
    if (!traced) return;
    switch (answer.kind) {
      case 'audio':
        if (!traced.isHeard) traced.span.addEvent(SPAN_EVENT.firstAudio);
        traced.isHeard = true;
        return;
      case 'spoken':
        traced.span.setAttribute(ATTRIBUTE.durationMs, Math.round(answer.durationMs));
        return this.end(answer.promptId, answer.isCancelled ? 'cancelled' : 'spoken');
      case 'fault':
        return this.end(answer.promptId, answer.fault.kind);
    }
  }

  /** The call's stream is over. */
  close(): void {
    for (const promptId of [...this.open.keys()]) this.end(promptId, 'abandoned');
  }

  private end(promptId: string, outcome: PromptOutcome): void {
    const span = this.open.get(promptId)?.span;
    this.open.delete(promptId);
    span?.setAttribute(ATTRIBUTE.outcome, outcome);
    span?.end();
  }
}
