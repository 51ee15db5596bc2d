// The pure domain: one folder per decider.
export * as call from './call';
