export * from './bounded-writer';
export * from './connect';
export * from './serve';
export * from './living-stream';
