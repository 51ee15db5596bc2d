// The pure domain: one folder per decider.
export * as call from './call';
export * as line from './line';
