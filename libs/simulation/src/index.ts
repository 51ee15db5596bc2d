// The simulator: whole calls in virtual time, faults, and the invariants that judge any recorded call.
export * from './caller/habits';
export { type ScriptedCrash } from './faults/faults';
export * from './faults/profile';
export * from './invariants/check-call';
export { type Trace, type Violation } from './invariants/trace';
export * from './planted/planted';
export * from './report';
export * from './shrink';
export * from './simulate-call';
export * from './simulate-calls';
export { type LedgerEntry } from './world/ledger';
