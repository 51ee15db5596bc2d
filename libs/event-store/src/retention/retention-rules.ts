// How long a tenant's streams are kept: the rules as they are written in a setting, and as the database has them.
import { type Pool } from 'pg';
import { inTransaction } from '../postgres/transaction';

export interface RetentionRule {
  /** `*` for every tenant without a rule of its own. */
  readonly tenantId: string;
  readonly days: number;
}

export const RETENTION_DAYS = 90;
const DAYS_MIN = 7;
const DAYS_MAX = 36_500;
const RULE = /^(\*|[A-Za-z0-9._-]{1,200})=(\d{1,5})$/;

/** `*=90,acme=30`; what does not name `*` keeps to 90 days. Undefined for what is no such text. */
export const retentionRules = (text: string): readonly RetentionRule[] | undefined => {
  const rules = new Map([['*', RETENTION_DAYS]]);
  const named = new Set<string>();
  for (const part of text.split(',').map((each) => each.trim())) {
    const [, tenantId = '', days = ''] = RULE.exec(part) ?? [];
    if (tenantId === '' || named.has(tenantId)) return undefined;
    if (Number(days) < DAYS_MIN || Number(days) > DAYS_MAX) return undefined;
    named.add(tenantId);
    rules.set(tenantId, Number(days));
  }
  return [...rules].map(([tenantId, days]) => ({ tenantId, days }));
};

/** These rules and no others. Needs the owner's role. Rejects with StoreUnavailable. */
export const setRetention = (pool: Pool, rules: readonly RetentionRule[]): Promise<void> =>
  inTransaction(pool, async (client) => {
    await client.query(`delete from es_retention where category = '*'`);
    await client.query(
      `insert into es_retention (tenant_id, category, days) select tenant, '*', days
       from unnest($1::text[], $2::integer[]) as rule (tenant, days)`,
      [rules.map(({ tenantId }) => tenantId), rules.map(({ days }) => days)],
    );
  });
