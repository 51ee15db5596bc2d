// The conversation as a service: a line attaches, its call is decided, its actions and hand-offs are carried out.
export { readConfig, TERMS, type DialoguePolicyConfig, type PolicyTerms } from './config';
export { openPostgresDaySpending } from './adapters/out/postgres-day-spending';
export { DIALOGUE_POLICY, DialoguePolicyModule } from './dialogue-policy.module';
export { type Actions } from './ports/actions.port';
export { type DaySpending } from './ports/day-spending.port';
export { type Handoffs } from './ports/handoffs.port';
export {
  serveDialoguePolicy,
  type DialoguePolicyOptions,
  type DialoguePolicyService,
} from './serve-dialogue-policy';
