// Voice activity of telephone lines: when speech starts, ends, or turns out to be none.
export { createVoiceActivityEngine, type VoiceActivityEngineOptions } from './engine';
export {
  DEFAULT_SETTINGS,
  type VoiceActivityDetector,
  type VoiceActivityEngine,
  type VoiceActivitySettings,
  type VoiceSignal,
} from './voice-activity.port';
