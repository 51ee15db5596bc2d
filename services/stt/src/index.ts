// Speech recognition as a service: audio in, partial and final hypotheses out.
export { readConfig, type SttConfig } from './config';
export { unknownWords } from './adapters/out/soundswallower/pronunciations';
export { buildGrammar } from './domain/bigram-grammar';
export { type StageHints } from './domain/stage-hints';
export * from './ports/speech-recogniser.port';
export { serveStt, type SttOptions, type SttService } from './serve-stt';
export { STT_SERVICE, SttModule } from './stt.module';
