export * from './events';
export * from './inputs';
export * from './effects';
