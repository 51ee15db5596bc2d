import { type Check } from './trace'; export const conversationChecks: readonly Check[] = [];
