// A tenant's trunks and numbers as the gateway's part of the route table.
import { type Tenant } from '@trunkline/tenant';
import { type TenantRoutes } from '../domain/route-table';

/** The gateway ends a line that outlives its conversation; not before the conversation has had its own time. */
const LINE_SLACK_MS = 30_000;

export const routesOf = (tenant: Tenant): TenantRoutes => ({
  tenantId: tenant.id,
  linesMax: tenant.limits.linesMax,
  trunks: tenant.trunks,
  numbers: tenant.numbers.flatMap(({ number, flow: name }) => {
    const flow = tenant.flows[name];
    if (!flow) return [];
    const lineMsMax = flow.limits.callMsMax + LINE_SLACK_MS;
    return [{ number, flow: name, language: flow.locale, voice: flow.voice, lineMsMax }];
  }),
});
