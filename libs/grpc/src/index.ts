export * from './bounded-writer';
export * from './call-failure';
export * from './connect';
export * from './living-stream';
export * from './serve';
export * from './speech-fault';
export * from './transport';
