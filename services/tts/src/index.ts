// Speech synthesis as a service: text in, audio and word marks out.
export { readConfig, type TtsConfig } from './config';
export * from './ports/speech-synthesiser.port';
export { serveTts, type TtsOptions, type TtsService } from './serve-tts';
export { TTS_SERVICE, TtsModule } from './tts.module';
