// One trace per turn, linked to the call's: it begins with the caller's speech and ends when we are heard.
import { type Span, SpanKind } from '@opentelemetry/api';
import { traceparentOfSpan } from '@trunkline/runtime';
import { ATTRIBUTE, SPAN, SPAN_EVENT, spans, type PlayoutOutcome, type TurnOutcome } from '../spans';

interface Turn {
  readonly span: Span;
  /** Media time at which the caller last fell silent; undefined while they speak for the first time. */
  silentAtMs: number | undefined;
  /** What the trace was before, should this turn turn out to be none. */
  readonly before: string;
}

interface Playing {
  readonly promptId: string;
  readonly span: Span;
}

/** Times are media time, ms since answer. */
export class TurnTrace {
  readonly #call: Span;
  #turn: Turn | undefined;
  #playing: Playing | undefined;
  #traceparent: string;

  constructor(private readonly callId: string) {
    this.#call = spans.startSpanFrom('', SPAN.call, { attributes: { [ATTRIBUTE.callId]: callId } });
    this.#traceparent = traceparentOfSpan(this.#call);
  }

  /** Of the turn at hand, or of the last one: what comes late still belongs to it. Before the first, of the call. */
  get traceparent(): string {
    return this.#traceparent;
  }

  /** The caller speaks. Who goes on before we have answered is in the same turn. */
  speaks(utteranceId: string): void {
    if (this.#turn) return;
    this.#begin({ [ATTRIBUTE.method]: 'speech', [ATTRIBUTE.utteranceId]: utteranceId });
  }

  presses(atMs: number): void {
    if (!this.#turn) this.#begin({ [ATTRIBUTE.method]: 'dtmf' });
    this.silent(atMs);
  }

  /** The caller has stopped speaking. */
  silent(endMs: number): void {
    if (!this.#turn) return;
    this.#turn.silentAtMs = endMs;
    this.#turn.span.addEvent(SPAN_EVENT.speechEnded);
  }

  /** It was no speech after all. */
  dismissed(): void {
    if (!this.#turn || this.#turn.silentAtMs !== undefined) return;
    this.#traceparent = this.#turn.before;
    this.#endTurn('dismissed');
  }

  /** We go on with what we were saying: the caller wanted nothing. */
  wentOn(): void {
    this.#endTurn('went-on');
  }

  /** The first audio of a prompt is here. The first prompt of the turn is followed to its end. */
  audioCame(promptId: string, traceparent: string): void {
    if (!this.#turn || this.#playing || !isWithin(this.#turn.span, traceparent)) return;
    const attributes = { [ATTRIBUTE.promptId]: promptId };
    this.#playing = { promptId, span: spans.startSpanFrom(traceparent, SPAN.playout, { attributes }) };
  }

  /** The first frame of a prompt is on the wire. */
  heard(promptId: string, kind: string, atMs: number): void {
    if (this.#playing?.promptId === promptId) {
      this.#playing.span.setAttribute(ATTRIBUTE.promptKind, kind);
      this.#playing.span.addEvent(SPAN_EVENT.firstFrame);
    }
    const silentAtMs = this.#turn?.silentAtMs;
    if (silentAtMs === undefined) return;
    this.#turn?.span.setAttributes({
      [ATTRIBUTE.promptId]: promptId,
      [ATTRIBUTE.promptKind]: kind,
      [ATTRIBUTE.responseMs]: Math.max(0, Math.round(atMs - silentAtMs)),
    });
    this.#endTurn('answered');
  }

  promptEnded(promptId: string, outcome: PlayoutOutcome): void {
    if (this.#playing?.promptId !== promptId) return;
    this.#playing.span.setAttribute(ATTRIBUTE.outcome, outcome);
    this.#playing.span.end();
    this.#playing = undefined;
  }

  end(reason: string): void {
    if (this.#playing) this.promptEnded(this.#playing.promptId, 'line-ended');
    this.#endTurn('line-ended');
    this.#call.setAttribute(ATTRIBUTE.endReason, reason);
    this.#call.end();
  }

  #begin(attributes: Readonly<Record<string, string>>): void {
    const span = spans.startSpanFrom('', SPAN.turn, {
      kind: SpanKind.SERVER,
      attributes: { [ATTRIBUTE.callId]: this.callId, ...attributes },
      links: [{ context: this.#call.spanContext() }],
    });
    this.#turn = { span, silentAtMs: undefined, before: this.#traceparent };
    this.#traceparent = traceparentOfSpan(span);
  }

  #endTurn(outcome: TurnOutcome): void {
    this.#turn?.span.setAttribute(ATTRIBUTE.outcome, outcome);
    this.#turn?.span.end();
    this.#turn = undefined;
  }
}

const isWithin = (span: Span, traceparent: string): boolean =>
  traceparent.includes(`-${span.spanContext().traceId}-`);
