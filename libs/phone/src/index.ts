// Simulated people on real telephones: SIP, RTP and a voice of their own.
export * from './listening';
export * from './person';
export * from './phone';
export * from './recording';
export * from './script';
