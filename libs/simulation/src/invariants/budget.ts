import { type Check } from './trace'; export const budgetChecks: readonly Check[] = [];
