import { type Check } from './trace'; export const truthChecks: readonly Check[] = [];
