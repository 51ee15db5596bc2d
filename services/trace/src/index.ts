// What a composition root and the command line need of traces.
export { serveTrace, type TraceOptions, type TraceService } from './serve-trace';
export { TRACE_SERVICE, TraceModule } from './trace.module';
