export * from './checks';
export { checkStageBefore } from './graph';
export * from './hints';
export * from './model';
export * from './reasons';
export * from './render';
export * from './understanding';
export * from './vocabulary';
