export * from './events';
export * from './inputs';
export { type LineEffect } from './effects';
export { isBridging, type Line } from './state';
export * from './line';
