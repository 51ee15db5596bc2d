import { type Check } from './trace'; export const handoffChecks: readonly Check[] = [];
