// The service's settings, read once, each with its range.
import { flag, int, secret, str, type Env } from '@trunkline/runtime';

export interface ToolGatewayConfig {
  /** `unix:/path` or `host:port`. */
  readonly bind: string;
  /** Folder of tenant folders. */
  readonly tenantsDir: string;
  readonly serviceKey: string;
  readonly confirmationKey: string;
  /** `host` or `host:port` of tools on loopback or in private ranges. */
  readonly privateHosts: readonly string[];
  readonly isSole: boolean;
  readonly fenceWaitMs: number;
  readonly slotsPerTool: number;
}

export const readConfig = (env: Env): ToolGatewayConfig => ({
  bind: str(env, 'TOOLS_BIND', '127.0.0.1:7106'),
  tenantsDir: str(env, 'TENANTS_DIR', 'tenants'),
  serviceKey: secret(env, 'TOOLS_SERVICE_KEY'),
  confirmationKey: secret(env, 'CONFIRMATION_KEY'),
  privateHosts: str(env, 'TOOLS_PRIVATE_HOSTS', ' ')
    .split(',')
    .map((host) => host.trim())
    .filter((host) => host !== ''),
  isSole: flag(env, 'TOOLS_SOLE', false),
  fenceWaitMs: int(env, 'TOOLS_FENCE_WAIT_MS', { min: 0, max: 10_000, or: 2_250 }),
  slotsPerTool: int(env, 'TOOLS_SLOTS_PER_TOOL', { min: 1, max: 1_000, or: 32 }),
});
