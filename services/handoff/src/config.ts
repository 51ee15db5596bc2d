// The settings of this service, read once and bounded; times are milliseconds.
import { type HandoffTerms } from '@trunkline/domain/handoff/index';
import { hostPort, int, secret, str, type Env } from '@trunkline/runtime';
import { type Queue } from '@trunkline/tenant';

export interface HandoffConfig {
  readonly bind: string;
  readonly http: { readonly host: string; readonly port: number };
  readonly linesAddress: string;
  readonly tenantsDir: string;
  /** Signs the desk's sessions and admits to the sign-in page. */
  readonly deskKey: string;
  readonly terms: OwnTerms;
}

/** What the queue of the tenant does not say. */
export type OwnTerms = Omit<HandoffTerms, 'waitMsMax' | 'offerMsMax'>;

export const OWN_TERMS: OwnTerms = {
  freezeMsMax: 5_000,
  bridgeMsMax: 25_000,
  talkMsMax: 4 * 3_600_000,
  wrapUpMsMax: 60_000,
  offersMax: 8,
  bridgesMax: 3,
};

export const termsOf = (queue: Queue, own: OwnTerms): HandoffTerms => ({
  ...own,
  waitMsMax: queue.waitMsMax,
  offerMsMax: queue.offerMsMax,
});

/** Throws ConfigError. */
export const readConfig = (env: Env): HandoffConfig => ({
  bind: str(env, 'HANDOFF_BIND', '127.0.0.1:7105'),
  http: hostPort(str(env, 'HANDOFF_HTTP_BIND', '127.0.0.1:8085'), 'HANDOFF_HTTP_BIND'),
  linesAddress: str(env, 'LINES_ADDRESS'),
  tenantsDir: str(env, 'TENANTS_DIR'),
  deskKey: secret(env, 'DESK_KEY'),
  terms: {
    ...OWN_TERMS,
    bridgeMsMax: int(env, 'HANDOFF_BRIDGE_MS_MAX', { min: 1_000, max: 120_000, or: OWN_TERMS.bridgeMsMax }),
    talkMsMax: int(env, 'HANDOFF_TALK_MS_MAX', { min: 60_000, max: 86_400_000, or: OWN_TERMS.talkMsMax }),
    wrapUpMsMax: int(env, 'HANDOFF_WRAP_UP_MS_MAX', {
      min: 1_000,
      max: 3_600_000,
      or: OWN_TERMS.wrapUpMsMax,
    }),
  },
});
