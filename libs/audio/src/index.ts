// Telephone audio without I/O and without a clock: codecs, playout, tones and what is heard when nobody speaks.
export * from './bed';
export * from './comfort-noise';
export * from './concealment';
export * from './fade';
export * from './frame';
export * from './g711';
export * from './goertzel';
export * from './level';
export * from './mix';
export * from './path';
export * from './playout';
export * from './playout-status';
export { DURATION_TOLERANCE_MS, type PromptFailure, type PromptPoint, type WordMark } from './prompt';
export * from './resample';
export * from './tones';
export * from './wav';
