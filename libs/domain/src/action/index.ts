export * from './confirmation';
export * from './decide';
export * from './effects';
export * from './events';
export * from './inputs';
export * from './state';
