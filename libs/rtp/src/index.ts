// RTP without I/O and without a clock: bytes and times go in, packets, frames and verdicts come out.
export * from './endpoint';
export * from './histogram';
export * from './jitter-buffer';
export * from './latch';
export * from './packet';
export * from './reception-statistics';
export * from './rtcp';
export * from './sender';
export * from './serial';
export * from './source';
export * from './telephone-event';
export * from './ticker';
export * from './voice-quality';
