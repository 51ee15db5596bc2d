// Metrics for Prometheus and traces for OTLP or a local file, set up once per process before anything measures.
import { metrics, trace } from '@opentelemetry/api';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AggregationType, MeterProvider, type ViewOptions } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { context } from '@opentelemetry/api';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { histogramBuckets, unitless } from './metric-buckets';
import { JsonLinesSpanExporter } from './span-file';

export interface TelemetryOptions {
  readonly service: string;
  readonly instance: string;
  /** Spans as JSON lines, for a machine without a collector. */
  readonly spanFile?: string;
  /** OTLP over gRPC, e.g. http://127.0.0.1:4317. */
  readonly otlpEndpoint?: string;
}

export interface Telemetry {
  /** Answers a scrape in the Prometheus text format. */
  readonly serveMetrics: (request: IncomingMessage, response: ServerResponse) => void;
  readonly close: () => Promise<void>;
}

export const startTelemetry = (options: TelemetryOptions): Telemetry => {
  const resource = resourceFromAttributes({
    'service.name': options.service,
    'service.instance.id': options.instance,
  });
  const prometheus = new PrometheusExporter({
    preventServerStart: true,
    withoutTargetInfo: true,
    withoutScopeInfo: true,
  });
  const meters = new MeterProvider({ resource, readers: [prometheus], views: bucketViews() });
  const tracers = new TracerProvider({ resource, spanProcessors: spanProcessors(options) });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  metrics.setGlobalMeterProvider(meters);
  trace.setGlobalTracerProvider(tracers);
  return {
    serveMetrics: (request, response) => prometheus.getMetricsRequestHandler(request, response),
    close: async () => {
      await tracers.shutdown();
      await meters.shutdown();
      metrics.disable();
      trace.disable();
      context.disable();
    },
  };
};

const bucketViews = (): ViewOptions[] =>
  Object.entries(histogramBuckets).map(([instrumentName, boundaries]) => ({
    instrumentName,
    // Prometheus' convention wants the unit in the name; this exporter leaves it out.
    name: unitless.has(instrumentName) ? instrumentName : `${instrumentName}.seconds`,
    aggregation: {
      type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM,
      options: { boundaries: [...boundaries] },
    },
  }));

const spanProcessors = (options: TelemetryOptions): SpanProcessor[] => {
  const processors: SpanProcessor[] = [];
  if (options.spanFile)
    processors.push(new BatchSpanProcessor({ exporter: new JsonLinesSpanExporter(options.spanFile) }));
  if (options.otlpEndpoint) {
    processors.push(
      new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url: options.otlpEndpoint }) }),
    );
  }
  return processors;
};
