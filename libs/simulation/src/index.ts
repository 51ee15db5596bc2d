// The simulator: whole calls in virtual time, faults, and the invariants that judge any recorded call.
export * from './caller/habits';
export { type ScriptedFault, type ScriptedKind, type ServiceName } from './faults/faults';
export * from './faults/profile';
export * from './invariants/check-call';
export { INVARIANTS, type Invariant } from './invariants/names';
export { type Trace, type Violation } from './invariants/trace';
export { decidersOf } from './planted/deciders';
export * from './planted/planted';
export * from './report';
export * from './rows/row';
export { simulatedRows } from './rows/simulated-rows';
export * from './shrink';
export * from './simulate-call';
export * from './simulate-calls';
export { type LedgerEntry } from './world/ledger';
