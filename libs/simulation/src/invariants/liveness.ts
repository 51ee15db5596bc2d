import { type Check } from './trace'; export const livenessChecks: readonly Check[] = [];
