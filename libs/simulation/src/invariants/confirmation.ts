import { type Check } from './trace'; export const confirmationChecks: readonly Check[] = [];
