// Spans stand below the message that caused them, whatever became of telemetry meanwhile.
import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { inSpan, RecentTraces, spansOf, traceparentOfSpan } from './index';

const PARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const spans = spansOf('spec');

const withTracer = async (work: () => Promise<void> | void) => {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(provider);
  try {
    await work();
    await provider.forceFlush();
    return exporter.getFinishedSpans();
  } finally {
    await provider.shutdown();
    trace.disable();
    context.disable();
  }
};

it('begins below the span that a message names, each time telemetry begins anew', async () => {
  for (const round of [1, 2]) {
    const [span] = await withTracer(() => spans.startSpanFrom(PARENT, 'a', { attributes: { round } }).end());
    expect(span?.spanContext().traceId).toBe('4bf92f3577b34da6a3ce929d0e0e4736');
    expect(span?.parentSpanContext?.spanId).toBe('00f067aa0ba902b7');
    expect(span?.attributes).toEqual({ round });
  }
});

it('begins on its own when the message names none, and hands its own context on', async () => {
  const finished = await withTracer(() => {
    const root = spans.startSpanFrom('', 'root');
    spans.startSpanFrom(traceparentOfSpan(root), 'child').end();
    root.end();
  });
  const [child, root] = finished;
  expect(root?.parentSpanContext).toBeUndefined();
  expect(child?.parentSpanContext?.spanId).toBe(root?.spanContext().spanId);
});

it('marks work that failed, without its words', async () => {
  const [span] = await withTracer(async () => {
    const failing = inSpan(spans.startSpanFrom('', 'work'), () => Promise.reject(new Error('of a caller')));
    await expect(failing).rejects.toThrow('of a caller');
  });
  expect(span?.status).toEqual({ code: SpanStatusCode.ERROR });
  expect(span?.events).toEqual([]);
});

it('passes the message on as it came where there is no telemetry, and nothing for nothing', () => {
  expect(traceparentOfSpan(spans.startSpanFrom(PARENT, 'a'))).toBe(PARENT);
  expect(traceparentOfSpan(spans.startSpanFrom('', 'a'))).toBe('');
});

it('remembers so many traces and no more', () => {
  const traces = new RecentTraces(2);
  for (const key of ['a', 'b', 'a', 'c']) traces.note(key, `trace of ${key}`);
  expect(['a', 'b', 'c'].map((key) => traces.of(key))).toEqual(['trace of a', '', 'trace of c']);
});
