// Faults that are planted on purpose, in the simulator alone: each must be found, or the search is worth nothing.

export const PLANTED = [
  'no-inbox-dedupe',
  'early-yes-counts',
  'effect-before-append',
  'args-changed-after-confirmation',
  'no-resume-after-crash',
  'not-asked-again',
  'blind-retry-without-key',
  'success-told-on-slow-tool',
  'absent-believed',
  'rejected-retry-believed',
  'timeout-is-failure',
  'budget-ignored',
  'speaks-after-bridge',
  'fence-ignored',
  'drain-ignored',
  'timer-forgotten',
  'silent-after-outage',
] as const;

export type PlantedFault = (typeof PLANTED)[number];

/** Undefined: everything as in production. */
export type Planted = PlantedFault | undefined;
