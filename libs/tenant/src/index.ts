export * from './hash';
export * from './load';
export * from './model';
export * from './problem';
export { schemas } from './validation';
