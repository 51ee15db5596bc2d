// The settings of this service, read once and bounded; times are milliseconds.
import { int, oneOf, secret, str, type Env } from '@trunkline/runtime';

export interface DialoguePolicyConfig {
  readonly bind: string;
  readonly toolGatewayAddress: string;
  readonly handoffAddress: string;
  readonly tenantsDir: string;
  /** Signs confirmations; the tool gateway verifies with the same. */
  readonly secret: string;
  readonly terms: PolicyTerms;
}

export interface PolicyTerms {
  /**
   * `one`: no other instance serves these calls, so that whatever is open at the start and not attached again within
   * the grace has lost its line. `many`: only what is past its own time limit has.
   */
  readonly instances: 'one' | 'many';
  /** How long a gateway may take to attach again before its line counts as lost. */
  readonly reattachMsMax: number;
  readonly callsMax: number;
  /** How long after its deadline an action's outcome is still asked for. */
  readonly settleMsMax: number;
  readonly fenceMsMax: number;
  /** How long an unreachable hand-off service is tried. */
  readonly handoffMsMax: number;
  /** Signals of one line that wait for its call to be loaded. */
  readonly waitingSignalsMax: number;
  readonly sweepMs: number;
}

export const TERMS: PolicyTerms = {
  instances: 'one',
  reattachMsMax: 15_000,
  callsMax: 5_000,
  settleMsMax: 120_000,
  fenceMsMax: 3_000,
  handoffMsMax: 60_000,
  waitingSignalsMax: 256,
  sweepMs: 60_000,
};

/** Throws ConfigError. */
export const readConfig = (env: Env): DialoguePolicyConfig => ({
  bind: str(env, 'DIALOGUE_POLICY_BIND', '127.0.0.1:7104'),
  toolGatewayAddress: str(env, 'TOOL_GATEWAY_ADDRESS'),
  handoffAddress: str(env, 'HANDOFF_ADDRESS'),
  tenantsDir: str(env, 'TENANTS_DIR'),
  secret: secret(env, 'CONFIRMATION_KEY'),
  terms: {
    ...TERMS,
    instances: oneOf(env, 'DIALOGUE_POLICY_INSTANCES', { values: ['one', 'many'], or: 'many' }),
    reattachMsMax: int(env, 'DIALOGUE_POLICY_REATTACH_MS_MAX', {
      min: 1_000,
      max: 120_000,
      or: TERMS.reattachMsMax,
    }),
    callsMax: int(env, 'DIALOGUE_POLICY_CALLS_MAX', { min: 1, max: 100_000, or: TERMS.callsMax }),
    settleMsMax: int(env, 'DIALOGUE_POLICY_SETTLE_MS_MAX', {
      min: 1_000,
      max: 3_600_000,
      or: TERMS.settleMsMax,
    }),
    fenceMsMax: int(env, 'DIALOGUE_POLICY_FENCE_MS_MAX', { min: 500, max: 30_000, or: TERMS.fenceMsMax }),
    handoffMsMax: int(env, 'DIALOGUE_POLICY_HANDOFF_MS_MAX', {
      min: 1_000,
      max: 600_000,
      or: TERMS.handoffMsMax,
    }),
  },
});
