export { confirmationIn } from './confirmation-terms';
export { callDecider } from './decide';
export * from './effects';
export * from './events';
export { fenceEpochIn, fenceEpochOf } from './fence-epoch';
export * from './inputs';
export type { Language } from './language';
export { wantedPrompts } from './prompts';
export type { Call, EndedCall, LiveCall, Phase, UnknownCall } from './state';
