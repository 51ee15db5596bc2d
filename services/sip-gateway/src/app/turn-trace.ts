// One trace per turn, linked to the call's: it begins when the caller falls silent and ends when we are heard.
import { type Context, context, type Span, SpanKind, trace } from '@opentelemetry/api';
import { traceparentOf } from '@trunkline/runtime';

const tracer = trace.getTracer('sip-gateway');

export class TurnTrace {
  readonly #call: Span;
  #turn: Span | undefined;
  #context: Context;

  constructor(private readonly callId: string) {
    this.#call = tracer.startSpan('voice.call', { root: true, attributes: { 'voice.call.id': callId } });
    this.#context = trace.setSpan(context.active(), this.#call);
  }

  get traceparent(): string {
    return traceparentOf(this.#context);
  }

  /** The caller has stopped speaking. */
  begin(utteranceId: string): void {
    this.#turn?.end();
    this.#turn = tracer.startSpan('voice.turn', {
      root: true,
      kind: SpanKind.SERVER,
      attributes: { 'voice.call.id': this.callId, 'voice.utterance.id': utteranceId },
      links: [{ context: this.#call.spanContext() }],
    });
    this.#context = trace.setSpan(context.active(), this.#turn);
  }

  /** We are heard again; what follows in this turn still belongs to its trace. */
  answered(promptId: string, kind: string): void {
    this.#turn?.setAttributes({ 'voice.prompt.id': promptId, 'voice.prompt.kind': kind });
    this.#turn?.end();
    this.#turn = undefined;
  }

  end(reason: string): void {
    this.#turn?.end();
    this.#call.setAttribute('voice.end_reason', reason);
    this.#call.end();
  }
}
