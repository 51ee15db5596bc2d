// Spans as JSON lines in a file: what a machine without a collector keeps of its traces.
import { type ReadableSpan, type SpanExporter } from '@opentelemetry/sdk-trace';
import { appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

interface ExportResult {
  readonly code: number;
  readonly error?: Error;
}

export class JsonLinesSpanExporter implements SpanExporter {
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly file: string) {}

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    const lines = spans.map((span) => `${JSON.stringify(plain(span))}\n`).join('');
    this.writing = this.writing
      .then(() => mkdir(dirname(this.file), { recursive: true }))
      .then(() => appendFile(this.file, lines))
      .then(
        () => done({ code: 0 }),
        (error: unknown) =>
          done({ code: 1, error: error instanceof Error ? error : new Error(String(error)) }),
      );
  }

  async shutdown(): Promise<void> {
    await this.writing;
  }
}

const plain = (span: ReadableSpan) => ({
  trace: span.spanContext().traceId,
  span: span.spanContext().spanId,
  parent: span.parentSpanContext?.spanId,
  name: span.name,
  scope: span.instrumentationScope.name,
  start: span.startTime,
  end: span.endTime,
  status: span.status.code,
  attributes: span.attributes,
  events: span.events.map((event) => ({
    name: event.name,
    time: event.time,
    attributes: event.attributes,
  })),
  links: span.links.map((link) => link.context.traceId),
});
