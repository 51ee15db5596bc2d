// The embedded speech synthesiser: text in, 8 kHz speech and word marks out.
export {
  createFlite,
  type Flite,
  FliteError,
  type FliteFailure,
  type FliteOptions,
  type SpeakRequest,
} from './flite';
export { PIECE_CHARS_MAX, splitClauses, splitSentences, type TextPart } from './sentences';
export { FLITE_VOICES, type FliteVoice, type Speech } from './synthesis';
export { type WordMark } from './word-marks';
