// One span per utterance, from its first audio to its final hypothesis; how long and how it ended, never what was said.
import { type speech } from '@trunkline/contracts';
import { type Span } from '@opentelemetry/api';
import { type RecognitionAnswer, type UtteranceOutcome } from '../../app/recognition';
import { ATTRIBUTE, SPAN, SPAN_EVENT, spans } from '../../spans';

type Request = NonNullable<speech.RecognizeRequest['request']>;
interface Traced {
  readonly utteranceId: string;
  readonly span: Span;
  audioBytes: number;
}

/** Of mu-law at 8 kHz. */
const BYTES_PER_MS = 8;

export class UtteranceTrace {
  private current: Traced | undefined;

  /** Called before the request is acted on: acting on it may answer at once. */
  asked(request: Request): void {
    switch (request.$case) {
      case 'utteranceStart':
        return this.start(request.value);
      case 'audio':
        return this.add(request.value);
      case 'utteranceEnd':
        if (this.isCurrent(request.value.utteranceId)) this.current?.span.addEvent(SPAN_EVENT.speechEnded);
        return;
      case 'utteranceCancel':
        if (this.isCurrent(request.value.utteranceId)) this.end('cancelled');
        return;
      case 'start':
      case 'hints':
        return;
    }
  }

  answered(answer: RecognitionAnswer): void {
    if (!this.isCurrent(answer.utteranceId)) return;
    switch (answer.kind) {
      case 'partial':
        return;
      case 'final':
        return this.end(answer.text === '' ? 'empty' : 'recognised');
      case 'fault':
        return this.end(answer.fault.kind);
    }
  }

  /** The caller's stream is over. */
  close(): void {
    this.end('abandoned');
  }

  private start({ utteranceId, traceparent }: speech.UtteranceStart): void {
    this.end('superseded');
    const attributes = { [ATTRIBUTE.utteranceId]: utteranceId };
    const span = spans.startSpanFrom(traceparent, SPAN.utterance, { attributes });
    this.current = { utteranceId, span, audioBytes: 0 };
  }

  private add({ utteranceId, mulaw }: speech.AudioBatch): void {
    if (this.current?.utteranceId === utteranceId) this.current.audioBytes += mulaw.length;
  }

  private isCurrent(utteranceId: string): boolean {
    return this.current?.utteranceId === utteranceId;
  }

  private end(outcome: UtteranceOutcome): void {
    if (!this.current) return;
    const { span, audioBytes } = this.current;
    this.current = undefined;
    span.setAttributes({
      [ATTRIBUTE.audioMs]: Math.round(audioBytes / BYTES_PER_MS),
      [ATTRIBUTE.outcome]: outcome,
    });
    span.end();
  }
}
