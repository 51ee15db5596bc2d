import { type Check } from './trace'; export const toolChecks: readonly Check[] = [];
