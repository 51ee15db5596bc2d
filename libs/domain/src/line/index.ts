export * from './events';
export * from './inputs';
export { type LineEffect } from './effects';
export { type Line } from './state';
export * from './line';
