import { type Check } from './trace'; export const callChecks: readonly Check[] = [];
