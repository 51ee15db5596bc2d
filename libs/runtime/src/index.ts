export * from './config';
export * from './ids';
export * from './logger';
export * from './meter';
export * from './metric-buckets';
export * from './telemetry';
export * from './traceparent';
