// What a composition root and the command line need of traces.
export { type ReplayReport, type Finding } from './app/replay';
export { type CallTrace, type FoundCall, Traces } from './app/traces';
export { readConfig, type TraceConfig } from './config';
export { type CallRow } from './domain/call-row';
export { printCall, usd } from './domain/print';
export { type CallSummary } from './domain/summary';
export { type Timeline, type TimelineEntry } from './domain/timeline-entry';
export {
  openTraces,
  serveTrace,
  TRACE_SERVICE,
  type TraceOptions,
  type TraceService,
  type TracesOptions,
} from './serve-trace';
export { TraceModule } from './trace.module';
