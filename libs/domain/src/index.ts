// The pure domain: one folder per decider.
export * as action from './action';
export * as audit from './audit/audit';
export * as call from './call';
export * as line from './line';
export * as handoff from './handoff';
