export * from './bounded-writer';
export * from './connect';
export * from './serve';
