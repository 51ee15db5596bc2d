// The I/O of audio legs: sockets, ports and the one ticker that all of them share.
export * from './open-session';
export * from './port-range';
export * from './reachable';
export * from './rtcp-reporter';
export * from './rtp-session';
export * from './session-counts';
export * from './ticker-driver';
