// One span per utterance, from its first audio to its final hypothesis; how long and how it ended, never what was said.
import { type speech } from '@trunkline/contracts';
import { type Span } from '@opentelemetry/api';
import { OPEN_MAX, type RecognitionAnswer, type UtteranceOutcome } from '../../app/recognition';
import { ATTRIBUTE, SPAN, SPAN_EVENT, spans } from '../../spans';

type Request = NonNullable<speech.RecognizeRequest['request']>;
interface Traced {
  readonly span: Span;
  audioBytes: number;
  isEnded: boolean;
}

/** Of mu-law at 8 kHz. */
const BYTES_PER_MS = 8;

export class UtteranceTrace {
  private readonly open = new Map<string, Traced>();

  /** Called before the request is acted on: acting on it may answer at once. */
  asked(request: Request): void {
    switch (request.$case) {
      case 'utteranceStart':
        return this.start(request.value);
      case 'audio':
        return this.add(request.value);
      case 'utteranceEnd':
        return this.speechEnded(request.value.utteranceId);
      case 'utteranceCancel':
        return this.end(request.value.utteranceId, 'cancelled');
      case 'start':
      case 'hints':
        return;
    }
  }

  answered(answer: RecognitionAnswer): void {
    const { utteranceId } = answer;
    switch (answer.kind) {
      case 'partial':
        return;
      case 'final':
        return this.end(utteranceId, answer.text === '' ? 'empty' : 'recognised');
      case 'fault':
        return this.end(utteranceId, answer.fault.kind);
    }
  }

  /** The caller's stream is over. */
  close(): void {
    for (const utteranceId of [...this.open.keys()]) this.end(utteranceId, 'abandoned');
  }

  private start({ utteranceId, traceparent }: speech.UtteranceStart): void {
    for (const [before, { isEnded }] of [...this.open])
      if (before === utteranceId || !isEnded || this.open.size >= OPEN_MAX) this.end(before, 'superseded');
    const attributes = { [ATTRIBUTE.utteranceId]: utteranceId };
    const span = spans.startSpanFrom(traceparent, SPAN.utterance, { attributes });
    this.open.set(utteranceId, { span, audioBytes: 0, isEnded: false });
  }

  private add({ utteranceId, mulaw }: speech.AudioBatch): void {
    const traced = this.open.get(utteranceId);
    if (traced) traced.audioBytes += mulaw.length;
  }

  private speechEnded(utteranceId: string): void {
    const traced = this.open.get(utteranceId);
    if (!traced) return;
    traced.isEnded = true;
    traced.span.addEvent(SPAN_EVENT.speechEnded);
  }

  private end(utteranceId: string, outcome: UtteranceOutcome): void {
    const traced = this.open.get(utteranceId);
    if (!traced) return;
    this.open.delete(utteranceId);
    const { span, audioBytes } = traced;
    span.setAttributes({
      [ATTRIBUTE.audioMs]: Math.round(audioBytes / BYTES_PER_MS),
      [ATTRIBUTE.outcome]: outcome,
    });
    span.end();
  }
}
