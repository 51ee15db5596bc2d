export * from './hash';
export * from './load';
export * from './model';
export * from './problem';
export * from './tenants';
export { schemas } from './validation';
