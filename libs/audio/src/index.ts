// Telephone audio without I/O and without a clock: codecs, playout, tones and what is heard when nobody speaks.
export * from './fade';
export * from './frame';
export * from './g711';
export * from './path';
export * from './playout';
export * from './playout-status';
export { DURATION_TOLERANCE_MS, type PromptFailure, type PromptPoint, type WordMark } from './prompt';
