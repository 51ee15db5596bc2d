export { callDecider } from './decide';
export * from './effects';
export * from './events';
export * from './inputs';
export type { Language } from './language';
export type { Call, EndedCall, LiveCall, Phase, UnknownCall } from './state';
